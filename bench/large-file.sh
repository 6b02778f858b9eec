#!/usr/bin/env bash
# Rows of MBP-10 CSV a second on one core, and memory, over a file of gigabytes that is made for it and deleted.
#   bench/large-file.sh [GIGABYTES]   1.2 by default. The table goes to standard output and into docs/calibration.md
. "$(dirname "$0")/../scripts/lib.sh"
work=$artifacts/bench
mkdir -p "$work"
dotnet build bench/SolverGrpc.Bench -c "$configuration" -v quiet -clp:NoSummary >&2
{
  echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --version), $(date -u +%F), load average $(cut -d' ' -f1-3 /proc/loadavg)"
  echo
  # one core: the garbage collector and the runtime's own threads included
  taskset -c 0 dotnet "bench/SolverGrpc.Bench/bin/$configuration/net10.0/SolverGrpc.Bench.dll" large-file "$work" "${1:-1.2}"
} | tee "$work/large-file.md"
awk -v table="$work/large-file.md" '
  $0 == "<!-- large-file: begin -->" { print; print ""; while ((getline line < table) > 0) print line; print ""; skip = 1 }
  $0 == "<!-- large-file: end -->" { skip = 0 }
  !skip { print }' docs/calibration.md >"$work/calibration.md"
cp "$work/calibration.md" docs/calibration.md
