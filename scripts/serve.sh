#!/usr/bin/env bash
# The service with the runtime settings that docs/operations.md explains. Needs scripts/build.sh first.
. "$(dirname "$0")/lib.sh"
# allocation budget between collections: fewer pauses in the tail; the value is hexadecimal, 64 MB
export DOTNET_GCgen0size=${DOTNET_GCgen0size:-4000000}
# completions of sockets run on the thread that saw them: one hop less
export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=${DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS:-1}
exec "$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver" serve "$@"
