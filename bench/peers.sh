#!/usr/bin/env bash
# The same instances solved by what a user would take instead, in turns with ours.
#   bench/peers.sh quick|full: lines of JSON. quick: a solve may take 3 s; full: two minutes
. "$(dirname "$0")/../scripts/lib.sh"
case ${1:-} in
  quick) limit=(3) ;;
  full) limit=(120 full) ;;
  *) fail "usage: bench/peers.sh quick|full" ;;
esac
install_debian python3-numpy python3-scipy python3-cvxopt python3-nlopt coinor-libipopt-dev g++ pkg-config >&2
# a workaround for old versions of OpenBLAS would slow numpy down
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
work=$artifacts/bench/peers program=$artifacts/bench/peers/ipopt
mkdir -p "$work"
# shellcheck disable=SC2046
[ "$program" -nt bench/peers/ipopt.cpp ] || g++ -std=c++17 -O3 -I/usr/include bench/peers/ipopt.cpp -o "$program" $(pkg-config --cflags --libs ipopt) >&2
dotnet build bench/SolverGrpc.Bench -c "$configuration" -v quiet -clp:NoSummary >&2
OPENBLAS_NUM_THREADS=1 /usr/bin/python3 bench/peers/compare.py "bench/SolverGrpc.Bench/bin/$configuration/net10.0/SolverGrpc.Bench.dll" "$program" "$work" "${limit[@]}"
