#!/usr/bin/env bash
# A client that knows nothing of the contract: buf curl lists and calls the service by reflection, over plaintext, TLS and a Unix socket.
. "$(dirname "$0")/lib.sh"
install_npm buf @bufbuild/buf@1.75.0
install_debian openssl
buf=$artifacts/tools/buf/node_modules/.bin/buf
dotnet build src/SolverGrpc.Cli -c "$configuration" -v quiet -clp:NoSummary
solver=$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver
work=$(mktemp -d)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>"$work/openssl.log" || fail "$(cat "$work/openssl.log")"

mkfifo "$work/said"
"$solver" serve --listen http://127.0.0.1:0 --listen https://127.0.0.1:0 --listen "unix:$work/solver.sock" --status-listen "" \
  --certificate-path "$work/cert.pem" --certificate-key-path "$work/key.pem" --warm-up-solves 0 >"$work/said" 2>"$work/serve.log" &
service=$!
trap 'kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; rm -rf "$work"' EXIT
plaintext='' tls=''
while read -r line; do
  case $line in
    "listening on http:"*) plaintext=${line#listening on } ;;
    "listening on https:"*) tls=${line#listening on } ;;
    ready) break ;;
  esac
done <"$work/said"
[ -n "$plaintext" ] && [ -n "$tls" ] || fail "the service did not start: $(cat "$work/serve.log")"

passed=0 failed=0
check() { # TITLE EXPECTED COMMAND...: what the command says contains what is expected
  local said
  if said=$("${@:3}" 2>&1) && [[ $said == *"$2"* ]]; then
    passed=$((passed + 1))
    echo "ok    $1"
  else
    failed=$((failed + 1))
    echo "FAIL  $1: no '$2' in: $said"
  fi
}

# MATH: c = (1, 2, 4), d = 1.5, S = 100 has lambda = 13.0930734
order='{"problem": {"side": "SIDE_BUY", "quantity": 100, "grid": {"periodCount": 3},
  "cost": {"basis": "IMPACT_BASIS_TOTAL_COST", "powerLaw": {"alpha": [1, 2, 4], "beta": [1.5]}}}}'

for way in plaintext tls unix; do
  case $way in
    plaintext) to=$plaintext options=(--http2-prior-knowledge) ;;
    tls) to=$tls options=(--cacert "$work/cert.pem") ;;
    unix) to=http://localhost options=(--http2-prior-knowledge --unix-socket "$work/solver.sock") ;;
  esac
  curl=("$buf" curl --protocol grpc "${options[@]}")
  for version in v1 v1alpha; do
    list=("${curl[@]}" --reflect-protocol "grpc-$version")
    check "$way, reflection $version: lists the solver" solver.v1.SolverService "${list[@]}" --list-services "$to"
    check "$way, reflection $version: lists health" grpc.health.v1.Health "${list[@]}" --list-services "$to"
    check "$way, reflection $version: lists the methods" solver.v1.SolverService/SolveMany "${list[@]}" --list-methods "$to"
    check "$way, reflection $version: solves" '"lambda": 13.0930' "${list[@]}" -d "$order" "$to/solver.v1.SolverService/Solve"
  done
  check "$way: solves many" '"requestId": "a"' "${curl[@]}" -d "{\"solve\": {\"requestId\": \"a\", ${order:1}}" "$to/solver.v1.SolverService/SolveMany"
  check "$way: says what is wrong" problem.side bash -c '! "$@"' -- "${curl[@]}" -d '{"problem": {}}' "$to/solver.v1.SolverService/Solve"
  check "$way: is serving" '"status": "SERVING"' "${curl[@]}" -d '{}' "$to/grpc.health.v1.Health/Check"
  check "$way: knows its service" '"status": "SERVING"' "${curl[@]}" -d '{"service": "solver.v1.SolverService"}' "$to/grpc.health.v1.Health/Check"
  check "$way: knows no other service" not_found bash -c '! "$@"' -- "${curl[@]}" -d '{"service": "other"}' "$to/grpc.health.v1.Health/Check"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
