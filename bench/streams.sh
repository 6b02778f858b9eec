#!/usr/bin/env bash
# From an event to its plan over StreamReoptimize at 390 periods, beside an echo of the same bytes, in turns: one stream, and a thousand.
#   bench/streams.sh quick|full: lines of JSON
. "$(dirname "$0")/../scripts/lib.sh"
. "$root/bench/servers.sh"
case ${1:-} in
  quick) seconds=0.3 rounds=15 ;;
  full) seconds=2 rounds=51 ;;
  *) fail "usage: bench/streams.sh quick|full" ;;
esac
build_servers
trap stop_servers EXIT
start_servers "$artifacts/bench/streams"
for kind in market fill; do
  for durability in none group; do
    "$loadgen_cpp" --solve "${solver[tcp]#*//}" --echo "${echo[tcp]#*//}" --kind $kind --durability $durability --transport tcp \
      --seconds $seconds --rounds $rounds --rate 200 --rate 1000
    "$loadgen" run --solve "${solver[tcp]}" --echo "${echo[tcp]}" --kind $kind --durability $durability --transport tcp \
      --seconds $seconds --rounds $rounds --rate 1000
    "$loadgen" run --solve "${solver[tcp]}" --echo "${echo[tcp]}" --kind $kind --durability $durability --transport tcp --streams 1000 \
      --seconds $seconds --rounds $((rounds / 3)) --rate 1000
  done
done
