#!/usr/bin/env bash
# The main job: starts the service with its defaults on a free port, then solves over gRPC. Needs scripts/build.sh first.
. "$(dirname "$0")/lib.sh"

solver=$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver
work=$artifacts/demo
rm -rf "$work"
mkdir -p "$work"

start() { # ADDRESS: starts the service with a journal and waits until it is ready
  rm -f "$work/said"
  mkfifo "$work/said"
  scripts/serve.sh --listen "$1" --status-listen "" --journal-path "$work/journal" >"$work/said" 2>>"$work/serve.log" &
  service=$!
  address=
  while read -r line; do
    echo "$line"
    case $line in
      "listening on "*) address=${line#listening on } ;;
      ready) break ;;
    esac
  done <"$work/said"
  [ -n "$address" ] || fail "the service did not start, see $work/serve.log: $(tail -n 5 "$work/serve.log")"
}

say "== Starting the service"
mkdir "$work/journal"
trap 'kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true' EXIT
start http://127.0.0.1:0

say ""
say "== From order books to a schedule: three simulated days, calibrated for the next and solved"
"$solver" generate --output "$work/book.csv.gz" --days 3 --truth "$work/truth.json"
"$solver" calibrate "$work"/book[123].csv.gz --symbol SIM --periods 390 --period-seconds 60 --start 2026-01-05T14:30:00Z --quantity 60000 \
  --svg "$work/calibration" --address "$address" >"$work/calibrated.json"
"$solver" solve "$work/calibrated.json" --address "$address"

show() { # TITLE KIND COMMAND...: makes the example and runs the command on it
  say ""
  say "== $1"
  "$solver" example "$2" --output "$work/$2.json"
  "$solver" "$3" "$work/$2.json" --address "$address" "${@:4}"
}

show "A day of 390 minutes, an impact exponent of its own for every minute" u-shape solve
show "The same with floors and at most 2.5 % of each minute's volume" capped solve
show "Whole lots of 100 shares, an odd lot at the end" lots solve
show "Some periods concave: the global optimum" concave solve
show "The variance of the cost weighed against the impact" risk solve
show "The efficient frontier of that order" risk frontier
show "Every method on the first order, beside what a desk would do without a solver" u-shape compare

say ""
say "== Working the calibrated order over a stream through a simulated day; the service is killed in the middle"
mkfifo "$work/day"
"$solver" work "$work/calibrated.json" --address "$address" --pace 8 >"$work/day" &
working=$!
killed=
while IFS= read -r line; do
  printf '%s\n' "$line"
  case $killed$line in
    *" to 119 "*)
      say "  ! kill -9: the service dies and is started again on its journal"
      kill -9 "$service"
      wait "$service" 2>/dev/null || true
      start "$address"
      killed=yes
      ;;
  esac
done <"$work/day"
wait "$working" || fail "the order was not worked to its end, see $work/serve.log"
[ -n "$killed" ] || fail "the day was over before the service was killed"

say ""
say "== Stopping the service"
kill "$service"
wait "$service"
trap - EXIT
echo "stopped; problems and logs are in ${work#"$root/"}"
