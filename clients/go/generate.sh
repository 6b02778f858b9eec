#!/usr/bin/env bash
# Makes solver/v1 (messages and gRPC stub) from protos/; google.rpc comes from google.golang.org/genproto. Makes .gopath, too,
# for Go without modules. Needs protoc and protoc-gen-go: apt-get install protobuf-compiler protoc-gen-go-1-5
set -euo pipefail
cd "$(dirname "$0")"

protos=../../protos
command -v protoc-gen-go >/dev/null || { echo "protoc-gen-go is missing: apt-get install protoc-gen-go-1-5" >&2; exit 1; }
rm -rf solver
protoc -I"$protos" --go_out=plugins=grpc,module=solvergrpc:. "$protos"/solver/v1/*.proto
mkdir -p .gopath/src
ln -sfn "$PWD" .gopath/src/solvergrpc
echo "generated $(find solver -name '*.pb.go' | wc -l) files in clients/go/solver"
