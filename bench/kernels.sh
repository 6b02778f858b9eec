#!/usr/bin/env bash
# Kernels beside the hand-written floor, and the whole solve of every class, in turns in one run: a line of JSON. Fails if a ratio is above its limit.
. "$(dirname "$0")/../scripts/lib.sh"
bench/floor/build.sh >&2
dotnet build bench/SolverGrpc.Bench -c "$configuration" -v quiet -clp:NoSummary >&2
dotnet "bench/SolverGrpc.Bench/bin/$configuration/net10.0/SolverGrpc.Bench.dll" compare bench/floor/bin/floor
