#!/usr/bin/env bash
# The C# client against the real service.
. "$(dirname "$0")/lib.sh"
leave_out csharp
solution=clients/csharp/SolverGrpc.Client.slnx
dotnet build "$solution" -c "$configuration" -v quiet -clp:NoSummary
dotnet format "$solution" --no-restore --verify-no-changes --severity warn
status=0
log=$artifacts/test-csharp.log
with_service dotnet test "$solution" -c "$configuration" --no-build --logger "console;verbosity=minimal" 2>&1 | tee "$log" || status=$?
passed=$(sed -nE 's/.*Passed: *([0-9]+).*/\1/p' "$log")
failed=$(sed -nE 's/.*Failed: *([0-9]+).*/\1/p' "$log")
[ "$status" -eq 0 ] || [ "${failed:-0}" -gt 0 ] || failed=1
survive "$root/clients/csharp/SolverGrpc.Client.Samples/bin/$configuration/net10.0/SolverGrpc.Client.Samples" execute
finish "${passed:-0}" "${failed:-1}"
