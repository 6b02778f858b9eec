#!/usr/bin/env bash
# Makes solvergrpc/_generated (messages, their type hints, the gRPC stubs) from protos/.
# Needs protoc and grpc_python_plugin: apt-get install protobuf-compiler protobuf-compiler-grpc
set -euo pipefail
cd "$(dirname "$0")"

protos=../../protos
out=solvergrpc/_generated
plugin=$(command -v grpc_python_plugin) || { echo "grpc_python_plugin is missing: apt-get install protobuf-compiler-grpc" >&2; exit 1; }

rm -rf "$out"
mkdir -p "$out"
protoc -I"$protos" --python_out="$out" --pyi_out="$out" "$protos"/google/rpc/*.proto "$protos"/solver/v1/*.proto
protoc -I"$protos" --plugin=protoc-gen-grpc_python="$plugin" --grpc_python_out="$out" \
  "$protos"/solver/v1/solver_service.proto "$protos"/solver/v1/calibration.proto

# protoc names modules after the .proto path; ours live inside the package
find "$out" -name '*.py*' -exec sed -i \
  -e 's/^from solver\.v1 import/from solvergrpc._generated.solver.v1 import/' \
  -e 's/^from google\.rpc import/from solvergrpc._google_rpc import/' {} +
find "$out" -type d -exec touch {}/__init__.py \;
echo "generated $(find "$out" -name '*_pb2*.py' | wc -l) modules in clients/python/$out"
