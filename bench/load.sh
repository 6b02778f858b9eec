#!/usr/bin/env bash
# Latency of Solve and SolveMany under load: the service and an echo of the same sizes, in turns, at fixed rates, from C# and from C++.
#   bench/load.sh quick|full: lines of JSON. quick: two rates; full: up to saturation
. "$(dirname "$0")/../scripts/lib.sh"
. "$root/bench/servers.sh"
case ${1:-} in
  quick) seconds=0.3 rounds=15 rates=(--rate 200 --rate 1000) transports=(tcp) ;;
  full) seconds=2 rounds=51 rates=() transports=(tcp unix tls) ;;
  *) fail "usage: bench/load.sh quick|full" ;;
esac
build_servers
trap stop_servers EXIT
start_servers "$artifacts/bench/load"
for transport in tcp unix tls; do
  tls=()
  [ $transport != tls ] || tls=(--ca "$ca")
  for kind in unary many; do
    [ "$1$transport$kind" != quickunixmany ] && [ "$1$transport$kind" != quicktlsmany ] || continue
    [[ " ${transports[*]} " != *" $transport "* ]] ||
      "$loadgen" run --solve "${solver[$transport]}" --echo "${echo[$transport]}" "${tls[@]}" --kind $kind --transport $transport \
        --seconds $seconds --rounds $rounds "${rates[@]}"
    "$loadgen_cpp" --solve "${solver[$transport]#*//}" --echo "${echo[$transport]#*//}" "${tls[@]}" --kind $kind --transport $transport \
      --seconds $seconds --rounds $rounds --rate 200 --rate 1000
  done
done
