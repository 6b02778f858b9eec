#!/usr/bin/env bash
# What each runtime setting of the service does on its own: the service with it and the service without any, solving the same in turns
# in one run for the C++ client, which checks the answers.
#   bench/settings.sh quick|full: lines of JSON. quick: five minutes; full: two hours
. "$(dirname "$0")/../scripts/lib.sh"
. "$root/bench/servers.sh"
case ${1:-} in
  quick) seconds=0.3 rounds=9 ;;
  full) seconds=1 rounds=301 ;;
  *) fail "usage: bench/settings.sh quick|full" ;;
esac
work=$artifacts/bench/settings
mkdir -p "$work"
built=$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver
build_servers

# compiled ahead of time, in two ways, into folders of their own
publish() { # NAME PROPERTY...
  dotnet publish src/SolverGrpc.Cli -c "$configuration" -r linux-x64 --artifacts-path "$work/build-$1" -o "$work/$1" -v quiet "${@:2}" >"$work/$1.log" 2>&1
}
publish ready-to-run --self-contained false -p:PublishReadyToRun=true || fail "$(tail -n 5 "$work/ready-to-run.log")"
# trimming is not what the code is written for: its warnings are no errors here, and whether it serves is seen below
install_debian gcc zlib1g-dev >&2
[ "$1" = quick ] || publish native -p:PublishAot=true -p:TreatWarningsAsErrors=false -p:SuppressTrimAnalysisWarnings=true -p:InvariantGlobalization=true \
  -p:IlcInstructionSet=native -p:CppCompilerAndLinker=gcc || true

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
native AOT|||$work/native/solver
window of 64 KiB||--stream-window-bytes 65536|
window of 8 MiB||--stream-window-bytes 8388608|
socket completions inline and gen0 of 64 MB|DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_GCgen0size=4000000|
END
}

serve() { # NAME VARIABLES OPTIONS BINARY
  # shellcheck disable=SC2086
  start "$1" "$work" env $2 "${4:-$built}" serve --listen http://127.0.0.1:0 --status-listen "" $3
}

trap stop_servers EXIT
declare -A with without
while IFS='|' read -r name variables options binary; do
  if [ -n "$binary" ] && ! timeout 20 "$binary" serve --check --listen http://127.0.0.1:0 --status-listen "" >"$work/check.log" 2>&1; then
    echo "{\"setting\":\"$name\",\"unavailable\":\"not built in quick mode, or does not serve\"}"
    continue
  fi
  serve without "" "" ""
  serve with "$variables" "$options" "$binary"
  for kind in unary many; do
    "$loadgen_cpp" --solve "${with[tcp]#*//}" --baseline "${without[tcp]#*//}" --kind $kind --transport tcp \
      --rate 1000 --seconds $seconds --rounds $rounds </dev/null >"$work/pair" 2>"$work/pair.log" || {
      # a binary of its own may have narrower lanes, whose last digits are others
      [ -n "$binary" ] || fail "$name: $(cat "$work/pair.log")"
      echo "{\"setting\":\"$name\",\"unavailable\":\"$(tr -d '"\\\n' <"$work/pair.log")\"}"
      break
    }
    echo "{\"setting\":\"$name\",\"result\":$(cat "$work/pair")}"
  done
  stop_servers
done < <(settings)
