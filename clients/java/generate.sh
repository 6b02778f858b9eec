#!/usr/bin/env bash
# Makes build/generated (messages and gRPC stubs) from protos/.
# Needs protoc and grpc_java_plugin: apt-get install protobuf-compiler protobuf-compiler-grpc-java-plugin
set -euo pipefail
cd "$(dirname "$0")"

protos=../../protos
out=build/generated
plugin=$(command -v grpc_java_plugin) || { echo "grpc_java_plugin is missing: apt-get install protobuf-compiler-grpc-java-plugin" >&2; exit 1; }
rm -rf "$out"
mkdir -p "$out"
protoc -I"$protos" --java_out="$out" "$protos"/google/rpc/*.proto "$protos"/solver/v1/*.proto
protoc -I"$protos" --plugin=protoc-gen-grpc-java="$plugin" --grpc-java_out="$out" \
  "$protos"/solver/v1/solver_service.proto "$protos"/solver/v1/calibration.proto
echo "generated $(find "$out" -name '*.java' | wc -l) files in clients/java/$out"
