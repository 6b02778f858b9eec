#!/usr/bin/env bash
# The clients' latency beside each other, and the table in docs/clients.md: scripts/latency.sh. Needs a quiet machine and the
# stages of the clients in test.sh, which build them.
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" != measure ]; then
  with_service "$0" measure
  exit
fi

clients=$root/clients
table=$artifacts/latency.md
row() { # LANGUAGE ADDRESS COMMAND...
  local said solve event
  said=$("${@:3}" "$2") || fail "$1: $said"
  solve=$(awk '$1 == "solve" { print $3 " | " $5 }' <<<"$said")
  event=$(awk '$1 == "event" { print $3 " | " $5 }' <<<"$said")
  echo "| $1 | $solve | $event |" | tee -a "$table"
}

{
  echo "$(lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores, load average $(cut -d' ' -f1 /proc/loadavg) at the start, $(date -u +%F), microseconds"
  echo
  echo "| client, transport | solve p50 | p99 | event p50 | p99 |"
  echo "|---|---|---|---|---|"
} >"$table"
export PYTHONPATH=$clients/python GRPC_VERBOSITY=NONE
for way in TCP UNIX; do
  name=$([ $way = TCP ] && echo TCP || echo "Unix socket")
  address=SOLVER_$way
  row "C++, $name" "${!address}" "$artifacts/cpp/latency"
  row "Go, $name" "${!address}" "$artifacts/go-latency"
  [ $way = UNIX ] || row "Java, $name" "${!address}" java -cp "$("$clients/java/build.sh" classpath)" solvergrpc.samples.Latency
  row "TypeScript, $name" "${!address}" node "$clients/typescript/dist/src/samples/latency.js"
  row "Python, $name" "${!address}" /usr/bin/python3 -m solvergrpc.samples.latency
done
awk -v table="$table" '
  /latency: begin/ { print; print ""; while ((getline line < table) > 0) print line; print ""; skip = 1 }
  /latency: end/ { skip = 0 }
  !skip { print }' docs/clients.md >"$artifacts/clients.md"
mv "$artifacts/clients.md" docs/clients.md
