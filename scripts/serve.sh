#!/usr/bin/env bash
# The service. Needs scripts/build.sh first.
. "$(dirname "$0")/lib.sh"
exec "$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver" serve "$@"
