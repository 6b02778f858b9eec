#!/usr/bin/env bash
# The contract is lint-clean, formatted, and breaks no client of the released one.
# `scripts/contract.sh release` makes the present contract the released one.
. "$(dirname "$0")/lib.sh"
install_npm buf @bufbuild/buf@1.75.0
buf=$artifacts/tools/buf/node_modules/.bin/buf
released=protos/released.binpb
if [ "${1:-}" = release ]; then
  "$buf" build -o "$released"
  exit
fi
passed=0
for check in lint "format --diff --exit-code" "breaking --against $released"; do
  say "buf $check"
  # shellcheck disable=SC2086
  "$buf" $check || { echo "$passed passed, 1 failed"; exit 1; }
  passed=$((passed + 1))
done
echo "$passed passed, 0 failed"
