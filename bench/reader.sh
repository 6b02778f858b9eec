#!/usr/bin/env bash
# Rows of market data read and checked per second, beside a loop that only splits lines: a line of JSON.
. "$(dirname "$0")/../scripts/lib.sh"
dotnet build bench/SolverGrpc.Bench -c "$configuration" -v quiet -clp:NoSummary >&2
dotnet "bench/SolverGrpc.Bench/bin/$configuration/net10.0/SolverGrpc.Bench.dll" reader
