#!/usr/bin/env bash
# Builds bench/floor/bin/floor: the hand-written solvers, each file with the instruction set it is written for.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p bin
flags=(-std=c++20 -O3 -Wall -Wextra -Werror)
# GCC 12 takes its own _mm512_undefined_pd() for a use of something uninitialised (GCC bug 105593)
g++ "${flags[@]}" -Wno-uninitialized -Wno-maybe-uninitialized -mavx512f -mavx512dq -mavx512vl -mfma -mavx2 -c avx512.cpp -o bin/avx512.o
g++ "${flags[@]}" -mavx2 -mfma -c avx2.cpp -o bin/avx2.o
g++ "${flags[@]}" main.cpp bin/avx512.o bin/avx2.o -o bin/floor
echo "bin/floor built by $(g++ --version | head -1)"
