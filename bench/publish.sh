#!/usr/bin/env bash
# Measures, and puts the table into README.md and docs/benchmarks.md, between the markers.
. "$(dirname "$0")/../scripts/lib.sh"
results=$artifacts/bench
bench/compare.sh "$results" || say "some ratios are above their limits"
for page in README.md docs/benchmarks.md; do
  awk -v table="$results/compare.md" '
    /<!-- benchmark: begin -->/ { print; print ""; while ((getline line < table) > 0) print line; print ""; skip = 1 }
    /<!-- benchmark: end -->/ { skip = 0 }
    !skip { print }' "$page" >"$artifacts/page.md"
  cp "$artifacts/page.md" "$page"
done
