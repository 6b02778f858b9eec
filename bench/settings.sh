#!/usr/bin/env bash
# What each runtime setting of the service does on its own: the service with it and the service without any, solving the same in turns
# in one run for the C++ client, which checks the answers.
#   bench/settings.sh [quick|full]   quick: ten minutes; full: two hours. The table goes to standard output and into docs/benchmarks.md
. "$(dirname "$0")/../scripts/lib.sh"
. "$root/bench/servers.sh"
. "$root/bench/page.sh"
case ${1:-quick} in
  quick) seconds=0.3 rounds=31 ;;
  full) seconds=1 rounds=301 ;;
  *) fail "usage: bench/settings.sh [quick|full]" ;;
esac
work=$artifacts/bench
mkdir -p "$work"
dotnet build src/SolverGrpc.Cli -c "$configuration" -v quiet -clp:NoSummary >&2
dotnet publish src/SolverGrpc.Cli -c "$configuration" -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$work/ready-to-run" -v quiet >&2
bench/loadgen-cpp/build.sh >&2

# NAME|VARIABLES|OPTIONS|BINARY; without a binary the one that was built
settings() {
  cat <<END
nothing (noise)||
socket completions inline|DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1|
gen0 of 64 MB|DOTNET_GCgen0size=4000000|
concurrent GC|DOTNET_gcConcurrent=1|
server GC|DOTNET_gcServer=1|
thread pool does not spin|DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0|
no tiered PGO|DOTNET_TieredPGO=0|
no tiered compilation|DOTNET_TieredCompilation=0|
ready-to-run|||$work/ready-to-run/solver
window of 64 KiB||--stream-window-bytes 65536
window of 8 MiB||--stream-window-bytes 8388608
scripts/settings.sh, all together|DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_GCgen0size=4000000|
END
}

serve() { # NAME VARIABLES OPTIONS BINARY
  # shellcheck disable=SC2086
  start "$1" "$work" env $2 "${4:-$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver}" serve --listen http://127.0.0.1:0 --status-listen "" $3
}

# one row of the pair that the client prints, "solve" with the setting and "baseline" without
row() { # NAME KIND
  awk -F ' *[|] *' -v name="$1" -v kind="$2" '
    $3 == "solve" { rate = $4; p50 = $6; p99 = $8; p999 = $9; ratio = $11 }
    $3 == "baseline" { printf "| %s | %s, %s/s | %s | %s → %s | %s → %s | %s → %s |\n", name, kind, rate, ratio, $6, p50, $8, p99, $9, p999 }'
}

trap stop_servers EXIT
declare -A with without
{
  machine
  echo
  echo "| setting | load | p50, with / without | p50 µs, without → with | p99 | p99.9 |"
  echo "|---|---|---|---|---|---|"
  while IFS='|' read -r name variables options binary; do
    rm -f "$work"/said-*
    serve without "" "" ""
    serve with "$variables" "$options" "$binary"
    for kind in unary many; do
      "$artifacts/loadgen-cpp/loadgen" --solve "${with[tcp]#*//}" --baseline "${without[tcp]#*//}" --kind $kind \
        --rate 1000 --seconds $seconds --rounds $rounds </dev/null >"$work/pair" || fail "$name: wrong answers"
      row "$name" $kind <"$work/pair"
    done
    stop_servers
  done < <(settings)
} | tee "$work/settings.md"
publish settings "$work/settings.md" docs/benchmarks.md
