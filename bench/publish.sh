#!/usr/bin/env bash
# Measures, and puts the table into README.md and docs/benchmarks.md, between the markers.
. "$(dirname "$0")/../scripts/lib.sh"
. "$root/bench/page.sh"
results=$artifacts/bench
bench/compare.sh "$results" || say "some ratios are above their limits"
publish benchmark "$results/compare.md" README.md docs/benchmarks.md
