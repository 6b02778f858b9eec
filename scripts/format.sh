#!/usr/bin/env bash
# The source is formatted as .editorconfig says.
. "$(dirname "$0")/lib.sh"
dotnet format SolverGrpc.sln --no-restore --verify-no-changes --severity warn
echo "1 passed, 0 failed"
