#!/usr/bin/env bash
# Measures everything and writes docs/benchmarks.md, its plots and the README's table from it.
#   bench/run.sh quick|full [PART...]   quick: twenty minutes; full: hours. Without parts all of: kernels peers load streams sessions settings reader soak
. "$(dirname "$0")/../scripts/lib.sh"
mode=${1:-}
[ "$mode" = quick ] || [ "$mode" = full ] || fail "usage: bench/run.sh quick|full [PART...]"
shift
[ $# -gt 0 ] || set -- kernels peers load streams sessions settings reader soak
install_debian python3
mkdir -p "$artifacts/bench"
failed=0
for part in "$@"; do
  say "== $part"
  begin=$SECONDS rows=$artifacts/bench/$part.jsonl
  if "bench/$part.sh" "$mode" >"$rows"; then
    say "== $part: $((SECONDS - begin)) s"
  else
    failed=$((failed + 1))
    say "== $part: missed a limit, or failed, after $((SECONDS - begin)) s"
  fi
  [ ! -s "$rows" ] || /usr/bin/python3 bench/report/store.py "$part" "$mode" bench/results <"$rows"
done
/usr/bin/python3 bench/report/page.py
[ "$failed" -eq 0 ]
