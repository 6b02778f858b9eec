#!/usr/bin/env bash
# Fuzzes messages, framing and frames: scripts/fuzz.sh [CASES [SEED]], a million of each from seed 1 by default. Not a stage of test.sh:
# its .NET tests run some thousands.
. "$(dirname "$0")/lib.sh"
export SOLVER_FUZZ_CASES=${1:-1000000} SOLVER_FUZZ_SEED=${2:-1}
project=tests/SolverGrpc.Abuse.Tests
dotnet build "$project" -c "$configuration" -v quiet -clp:NoSummary
say "$SOLVER_FUZZ_CASES cases of each kind from seed $SOLVER_FUZZ_SEED on"
exec dotnet test "$project" -c "$configuration" --no-build --filter FullyQualifiedName~.Fuzz. --logger "console;verbosity=normal"
