#!/usr/bin/env bash
# Builds the floor and the benchmark and compares them in one run; the table goes to standard output and, with a folder, into it.
set -euo pipefail
cd "$(dirname "$0")"
floor/build.sh
dotnet build SolverGrpc.Bench -c Release -v q --nologo
dotnet SolverGrpc.Bench/bin/Release/net10.0/SolverGrpc.Bench.dll compare floor/bin/floor "$@"
