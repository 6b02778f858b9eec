#!/usr/bin/env bash
# The Python client against the real service.
. "$(dirname "$0")/lib.sh"
leave_out python
install_debian python3 python3-grpcio python3-protobuf python3-numpy python3-matplotlib protobuf-compiler libprotobuf-dev protobuf-compiler-grpc openssl black mypy pyflakes3
dotnet build src/SolverGrpc.Cli -c "$configuration" -v quiet -clp:NoSummary
clients/python/generate.sh
export SOLVER=$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver
cd clients/python
# Debian's own interpreter: it is the one that has Debian's packages
python=/usr/bin/python3
$python -m black --config pyproject.toml --quiet --check . ../testdata || fail "black would change clients/python or clients/testdata"
$python -m pyflakes $(find . ../testdata -name '*.py' -not -path '*/_generated/*' -not -path './build/*' -not -name messages.py) # which is nothing but star imports
$python -m mypy
GRPC_VERBOSITY=NONE exec $python -m tests # gRPC logs every refused handshake
