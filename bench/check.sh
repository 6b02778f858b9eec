#!/usr/bin/env bash
# Builds the floor and the benchmark and holds a short run against budgets.json: ratios with a margin, bytes exactly.
set -euo pipefail
cd "$(dirname "$0")"
floor/build.sh
dotnet build SolverGrpc.Bench -c Release -v q --nologo -clp:NoSummary
dotnet SolverGrpc.Bench/bin/Release/net10.0/SolverGrpc.Bench.dll check floor/bin/floor budgets.json
