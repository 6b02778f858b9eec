#!/usr/bin/env bash
# Writes clients/testdata anew: problems and the service's answers, on which all clients must agree.
. "$(dirname "$0")/lib.sh"
install_debian python3 python3-grpcio python3-protobuf protobuf-compiler libprotobuf-dev protobuf-compiler-grpc
clients/python/generate.sh
# shellcheck disable=SC2016
PYTHONPATH=clients/python with_service bash -c '/usr/bin/python3 clients/testdata/generate.py "$SOLVER_TCP"'
