#!/usr/bin/env bash
# The Python client against the real service.
. "$(dirname "$0")/lib.sh"
leave_out python
install_debian python3 python3-grpcio python3-protobuf python3-numpy protobuf-compiler protobuf-compiler-grpc openssl
dotnet build src/SolverGrpc.Cli -c "$configuration" -v quiet -clp:NoSummary
clients/python/generate.sh
export SOLVER=$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver
cd clients/python
# Debian's own interpreter: it is the one that has Debian's packages; gRPC logs every refused handshake
GRPC_VERBOSITY=NONE exec /usr/bin/python3 -m tests
