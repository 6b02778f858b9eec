#!/usr/bin/env bash
# Interoperability: the official clients of four languages and our own against grpc.testing.TestService on our server half.
#   scripts/interop.sh            every case of every client, plaintext and TLS
#   scripts/interop.sh mutations  takes one feature of the server away at a time and shows which cases notice
. "$(dirname "$0")/lib.sh"

interop=$root/tests/SolverGrpc.Interop
out=$artifacts/interop
host=$interop/bin/$configuration/net10.0/SolverGrpc.Interop
logs=$out/logs
mkdir -p "$logs"

clients=(cpp go python node csharp)
cases=(
  empty_unary large_unary client_compressed_unary server_compressed_unary client_streaming client_compressed_streaming
  server_streaming server_compressed_streaming ping_pong half_duplex slow_consumer empty_stream custom_metadata
  status_code_and_message special_status_message unimplemented_method unimplemented_service cancel_after_begin
  cancel_after_first_response timeout_on_sleeping_server
)

# What a client's library cannot do: choose the compression of a single message, or tell how a message arrived.
left_out() { # CLIENT CASE
  case $1:$2 in
    go:client_compressed_streaming | go:server_compressed_streaming) ;;
    python:client_compressed_streaming | python:server_compressed_*) ;;
    node:client_compressed_streaming | node:server_compressed_*) ;;
    csharp:server_compressed_*) ;;
    go:slow_consumer | python:slow_consumer | node:slow_consumer | csharp:slow_consumer) ;; # C++ only in the suite, too
    *) return 1 ;;
  esac
}

build_project() { # FOLDER
  dotnet build "$1" -c "$configuration" -v q >"$logs/build.log" 2>&1 || fail "$(cat "$logs/build.log")"
}

build_cpp() {
  install_debian g++ pkg-config libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc
  local gen=$out/cpp
  fresh cpp && return
  mkdir -p "$gen"
  protoc -I "$interop/protos" --cpp_out="$gen" --grpc_out="$gen" --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" grpc_testing.proto
  # shellcheck disable=SC2046
  g++ -std=c++17 -O1 -I "$gen" -I "$interop/drivers/cpp" "$interop"/drivers/cpp/*.cc "$gen"/*.cc -o "$gen/driver" \
    $(pkg-config --cflags --libs grpc++ protobuf) -labsl_synchronization
}

build_go() {
  install_debian golang-go golang-google-grpc-dev golang-github-golang-protobuf-1-5-dev protobuf-compiler protoc-gen-go-1-5
  fresh go && return
  local package=$out/go/src/interop
  mkdir -p "$package/pb" "$package/driver"
  protoc -I "$interop/protos" --go_out=plugins=grpc,paths=source_relative,Mgrpc_testing.proto=interop/pb:"$package/pb" grpc_testing.proto
  cp "$interop"/drivers/go/*.go "$package/driver"
  GO111MODULE=off GOPATH=$out/go:/usr/share/gocode GOCACHE=$out/go/cache GOFLAGS= go build -o "$out/go/driver" interop/driver
}

build_python() {
  install_debian python3 python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc
  mkdir -p "$out/python"
  protoc -I "$interop/protos" --python_out="$out/python" --grpc_python_out="$out/python" \
    --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" grpc_testing.proto
}

build_node() { install_npm interop @grpc/grpc-js@1.14.7 @grpc/proto-loader@0.8.1; }

build_csharp() { build_project "$interop/drivers/csharp"; }

fresh() { # CLIENT: its driver is newer than its sources
  [ "$out/$1/driver" -nt "$interop/protos/grpc_testing.proto" ] && [ -z "$(find "$interop/drivers/$1" -newer "$out/$1/driver" -type f)" ]
}

drive() { # CLIENT CASE --target TARGET [--ca FILE]
  local client=$1
  shift
  case $client in
    cpp | go) "$out/$client/driver" "$@" ;;
    python) PYTHONPATH=$out/python /usr/bin/python3 "$interop/drivers/python/driver.py" "$@" ;;
    node) NODE_PATH=$artifacts/tools/interop/node_modules node "$interop/drivers/node/driver.mjs" "$@" ;;
    csharp) "$interop/drivers/csharp/bin/$configuration/net10.0/SolverGrpc.Interop.Client" "$@" ;;
  esac
}

start_host() { # OPTION...: sets target and server
  local said=$out/said
  rm -f "$said"
  mkfifo "$said"
  "$host" --port 0 "$@" >"$said" 2>"$logs/host.log" &
  server=$!
  read -r line <"$said" || fail "the host did not start: $(cat "$logs/host.log")"
  target=localhost:${line##*:}
}

stop_host() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}

run_case() { # CLIENT CASE LOG OPTION...
  timeout 40 bash -c 'exec "$@"' _ "$0" drive "$1" "$2" "${@:4}" >"$3" 2>&1
}

all_cases() {
  local passed=0 failed=0 failures=() client test transport mark
  printf '%-30s' case
  for transport in plaintext TLS; do
    for client in "${clients[@]}"; do printf '%-9s' "$client"; done
  done
  printf '   (plaintext, then TLS)\n'
  declare -A marks
  for transport in plaintext tls; do
    local options=()
    if [ "$transport" = tls ]; then
      start_host --use_tls --write_ca "$out/ca.pem"
      options=(--ca "$out/ca.pem")
    else
      start_host
    fi
    for client in "${clients[@]}"; do
      for test in "${cases[@]}"; do
        local log=$logs/$transport-$client-$test.log
        if left_out "$client" "$test"; then
          mark=-
        elif run_case "$client" "$test" "$log" --target "$target" "${options[@]}"; then
          mark=ok
          passed=$((passed + 1))
        else
          mark=FAILED
          failed=$((failed + 1))
          failures+=("$transport $client $test: $(tail -n 3 "$log")")
        fi
        marks[$transport:$client:$test]=$mark
      done
    done
    stop_host
  done
  for test in "${cases[@]}"; do
    printf '%-30s' "$test"
    for transport in plaintext tls; do
      for client in "${clients[@]}"; do printf '%-9s' "${marks[$transport:$client:$test]}"; done
    done
    printf '\n'
  done
  [ "$failed" -eq 0 ] || printf '%s\n' "${failures[@]}"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# Passed means that at least one case noticed.
mutations() {
  local passed=0 failed=0 feature test noticed
  export INTEROP_PATIENCE_S=2
  for feature in metadata trailing-metadata status-code status-message percent-encoding unimplemented response-compression \
    request-compression large-messages half-close interleaving; do
    start_host --break "$feature"
    noticed=
    for test in "${cases[@]}"; do
      run_case cpp "$test" "$logs/without-$feature-$test.log" --target "$target" || noticed+=" $test"
    done
    stop_host
    printf 'without %-21s fail:%s\n' "$feature" "${noticed:- none}"
    if [ -n "$noticed" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

if [ "${1:-}" = drive ]; then
  drive "${@:2}"
  exit
fi

say "Building host and drivers"
build_project "$interop"
trap '[ -z "${server:-}" ] || stop_host' EXIT
case ${1:-} in
  mutations)
    build_cpp
    mutations
    ;;
  "")
    for client in "${clients[@]}"; do "build_$client"; done
    all_cases
    ;;
  *) fail "usage: scripts/interop.sh [mutations]" ;;
esac
