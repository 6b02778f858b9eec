#!/usr/bin/env bash
# Latency under load: the service and an echo of the same sizes, in turns, at rates up to saturation, from C# and from C++.
#   bench/load.sh [quick|full]   quick: some minutes; full: an hour. The table goes to standard output and into docs/benchmarks.md
. "$(dirname "$0")/../scripts/lib.sh"
. "$root/scripts/settings.sh"
. "$root/bench/servers.sh"
. "$root/bench/page.sh"
case ${1:-quick} in
  quick) seconds=0.3 rounds=15 ;;
  full) seconds=2 rounds=51 ;;
  *) fail "usage: bench/load.sh [quick|full]" ;;
esac
work=$artifacts/bench
mkdir -p "$work"
dotnet build src/SolverGrpc.Cli -c "$configuration" -v quiet -clp:NoSummary >&2
dotnet build bench/SolverGrpc.LoadGen -c "$configuration" -v quiet -clp:NoSummary >&2
bench/loadgen-cpp/build.sh >&2

trap stop_servers EXIT
start_servers "$work"
{
  machine
  echo
  head=--head
  for transport in tcp unix tls; do
    tls=()
    [ $transport = tls ] && tls=(--ca "$ca")
    for kind in unary many; do
      "$loadgen" run --solve "${solver[$transport]}" --echo "${echo[$transport]}" "${tls[@]}" --kind $kind --seconds $seconds --rounds $rounds \
        --title "C#, $transport, $kind" $head
      head=
      "$artifacts/loadgen-cpp/loadgen" --solve "${solver[$transport]#*//}" --echo "${echo[$transport]#*//}" "${tls[@]}" --kind $kind \
        --seconds $seconds --rounds $rounds --rate 200 --rate 1000 --title "C++, $transport, $kind"
    done
  done
} | tee "$work/load.md"
publish load "$work/load.md" docs/benchmarks.md
