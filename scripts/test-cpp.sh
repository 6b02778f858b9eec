#!/usr/bin/env bash
# The C++ client against the real service.
. "$(dirname "$0")/lib.sh"
leave_out cpp
install_debian g++ cmake make pkg-config clang-format libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc libgtest-dev
client=$root/clients/cpp
find "$client" -path "$client/build" -prune -o \( -name '*.h' -o -name '*.cc' \) -print0 | xargs -0 clang-format --dry-run -Werror
build=$artifacts/cpp
cmake -S "$client" -B "$build" -DSOLVERGRPC_TESTS=ON >"$artifacts/test-cpp.log"
cmake --build "$build" --parallel "$(nproc)"
status=0
log=$artifacts/test-cpp.log
GRPC_VERBOSITY=NONE with_service "$build/solvergrpc_test" 2>&1 | tee "$log" || status=$?
passed=$(grep -c '^\[       OK \]' "$log" || true)
failed=$(grep -c '^\[  FAILED  \] .*ms)$' "$log" || true)
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
survive "$build/execute"
finish "$passed" "$failed"
