#!/usr/bin/env bash
# Sessions without a network: the journal on this disk, memory of idle sessions, events per second, recovery.
#   bench/sessions.sh: lines of JSON; a long day of a thousand sessions is worked in a minute
. "$(dirname "$0")/../scripts/lib.sh"
dotnet build bench/SolverGrpc.Bench -c "$configuration" -v quiet -clp:NoSummary >&2
bench=$root/bench/SolverGrpc.Bench/bin/$configuration/net10.0/SolverGrpc.Bench.dll
work=$artifacts/bench/sessions
mkdir -p "$work"
dotnet "$bench" journal "$work"
dotnet "$bench" sessions "$work" 10000 0
dotnet "$bench" sessions "$work" 1000 400
dotnet "$bench" event-stages
