#!/usr/bin/env bash
# Builds the load generator in C++ on Debian's gRPC into artifacts/loadgen-cpp, when its sources are newer.
. "$(dirname "$0")/../../scripts/lib.sh"
install_debian g++ pkg-config libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc
here=$root/bench/loadgen-cpp gen=$artifacts/loadgen-cpp
[ "$gen/loadgen" -nt "$root/protos/solver/v1/solver_service.proto" ] && [ -z "$(find "$here" -newer "$gen/loadgen" -type f)" ] && exit
mkdir -p "$gen"
protoc -I "$root/protos" -I "$root/bench/SolverGrpc.LoadGen" --cpp_out="$gen" --grpc_out="$gen" \
  --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" \
  "$root"/protos/solver/v1/*.proto "$root"/protos/google/rpc/status.proto "$root/bench/SolverGrpc.LoadGen/echo.proto"
# shellcheck disable=SC2046
g++ -std=c++17 -O2 -I "$gen" -I "$here" "$here/main.cc" $(find "$gen" -name '*.cc') -o "$gen/loadgen" \
  $(pkg-config --cflags --libs grpc++ protobuf) -labsl_synchronization
