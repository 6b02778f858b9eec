#!/usr/bin/env bash
# The Go client against the real service, with Debian's Go packages.
. "$(dirname "$0")/lib.sh"
leave_out go
install_debian golang-go golang-google-grpc-dev golang-google-genproto-dev golang-google-protobuf-dev \
  golang-github-golang-protobuf-1-5-dev protobuf-compiler protoc-gen-go-1-5
clients/go/generate.sh
unformatted=$(gofmt -l clients/go)
[ -z "$unformatted" ] || fail "gofmt would change $unformatted"

export GO111MODULE=off GOPATH=$root/clients/go/.gopath:/usr/share/gocode GOFLAGS='' GOCACHE=$artifacts/go-cache
status=0
log=$artifacts/test-go.log
# in the folder inside GOPATH, for which a link will do
with_service bash -c 'cd "$1" && export PWD="$1" && go vet ./... && go test -v -count=1 ./...' _ "$root/clients/go/.gopath/src/solvergrpc" 2>&1 | tee "$log" || status=$?
passed=$(grep -c '^ *--- PASS' "$log" || true)
failed=$(grep -c '^ *--- FAIL' "$log" || true)
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
go build -o "$artifacts/go-execute" solvergrpc/samples/execute
go build -o "$artifacts/go-latency" solvergrpc/samples/latency
survive "$artifacts/go-execute"
finish "$passed" "$failed"
