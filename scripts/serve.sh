#!/usr/bin/env bash
# The service with the runtime settings that docs/operations.md explains. Needs scripts/build.sh first.
. "$(dirname "$0")/lib.sh"
. "$root/scripts/settings.sh"
exec "$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver" serve "$@"
