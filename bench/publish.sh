#!/usr/bin/env bash
# Measures, and puts the tables between their markers: kernels into README.md and docs/benchmarks.md, classes into docs/benchmarks.md.
. "$(dirname "$0")/../scripts/lib.sh"
results=$artifacts/bench
bench/compare.sh "$results" || say "some ratios are above their limits"

# put MARKER TABLE PAGE
put() {
  awk -v marker="$1" -v table="$2" '
    $0 == "<!-- " marker ": begin -->" { print; print ""; while ((getline line < table) > 0) print line; print ""; skip = 1 }
    $0 == "<!-- " marker ": end -->" { skip = 0 }
    !skip { print }' "$3" >"$artifacts/page.md"
  cp "$artifacts/page.md" "$3"
}

put benchmark "$results/compare.md" README.md
put benchmark "$results/compare.md" docs/benchmarks.md
put classes "$results/classes.md" docs/benchmarks.md
