#!/usr/bin/env bash
# Makes messages and gRPC stubs from protos/ in the folder that is given; CMake calls it.
# Needs protoc and grpc_cpp_plugin: apt-get install protobuf-compiler protobuf-compiler-grpc
set -euo pipefail
out=$(realpath -m "${1:?usage: generate.sh FOLDER}")
cd "$(dirname "$0")/../../protos"
plugin=$(command -v grpc_cpp_plugin) || { echo "grpc_cpp_plugin is missing: apt-get install protobuf-compiler-grpc" >&2; exit 1; }
mkdir -p "$out"
protoc -I. --cpp_out="$out" google/rpc/*.proto solver/v1/*.proto
protoc -I. --grpc_out="$out" --plugin=protoc-gen-grpc="$plugin" solver/v1/solver_service.proto solver/v1/calibration.proto
