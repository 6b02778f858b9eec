#!/usr/bin/env bash
# All .NET tests. Arguments go to `dotnet test`, e.g. --filter Category=Wire.
. "$(dirname "$0")/lib.sh"
build_solution
log=$artifacts/test-dotnet.log
status=0
dotnet test SolverGrpc.sln -c "$configuration" --no-build -m:1 --logger "console;verbosity=minimal" "$@" 2>&1 | tee "$log" || status=$?
awk '
  /Failed:.*Passed:.*Total:/ {
    match($0, /Failed: *[0-9]+/); failed += substr($0, RSTART + 7, RLENGTH - 7)
    match($0, /Passed: *[0-9]+/); passed += substr($0, RSTART + 7, RLENGTH - 7)
  }
  END { printf "%d passed, %d failed\n", passed, failed }' "$log"
exit "$status"
