# The service and the echo as processes of their own, each on TCP, TLS and a Unix socket: source scripts/lib.sh, then this.
#   build_servers; start_servers FOLDER [OPTION...]; then solver[tcp|tls|unix|status] and echo[tcp|tls|unix] are addresses, $ca the certificate of the TLS ones
#   stop_servers
loadgen=$root/bench/SolverGrpc.LoadGen/bin/$configuration/net10.0/loadgen
loadgen_cpp=$artifacts/loadgen-cpp/loadgen
declare -A solver echo
servers=()

build_servers() {
  {
    dotnet build src/SolverGrpc.Cli -c "$configuration" -v quiet -clp:NoSummary
    dotnet build bench/SolverGrpc.LoadGen -c "$configuration" -v quiet -clp:NoSummary
    bench/loadgen-cpp/build.sh
  } >&2
}

make_certificate() { # FOLDER
  install_debian openssl >&2
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$1/key.pem" -out "$1/cert.pem" 2>"$1/openssl.log" || fail "$(cat "$1/openssl.log")"
  cat "$1/cert.pem" "$1/key.pem" >"$1/both.pem"
}

start() { # NAME FOLDER COMMAND...: waits for "ready" and reads the addresses into NAME
  local -n addresses=$1
  local said=$2/said-$1 line
  rm -f "$said"
  mkfifo "$said"
  "${@:3}" >"$said" 2>"$2/$1.log" &
  servers+=($!)
  while read -r line; do
    case $line in
      "listening on https:"*) addresses[tls]=${line#listening on } ;;
      "listening on http:"*) addresses[tcp]=${line#listening on } ;;
      "listening on unix:"*) addresses[unix]=${line#listening on } ;;
      "status on "*) addresses[status]=${line#status on } ;;
      ready) rm "$said" && return ;;
    esac
  done <"$said"
  fail "$1 did not start: $(cat "$2/$1.log")"
}

start_servers() { # FOLDER [OPTION...]
  mkdir -p "$1"
  rm -rf "$1"/*.sock "$1/journal"
  make_certificate "$1"
  ca=$1/cert.pem
  start solver "$1" "$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver" serve --listen http://127.0.0.1:0 --listen https://127.0.0.1:0 \
    --listen "unix:$1/solver.sock" --status-listen http://127.0.0.1:0 --certificate-path "$1/both.pem" --journal-path "$1/journal" "${@:2}"
  start echo "$1" "$loadgen" echo --listen http://127.0.0.1:0 --listen https://127.0.0.1:0 --listen "unix:$1/echo.sock" --certificate "$1/both.pem"
}

stop_servers() {
  local server
  for server in "${servers[@]}"; do
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  done
  servers=()
}
