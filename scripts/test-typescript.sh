#!/usr/bin/env bash
# The TypeScript client against the real service.
. "$(dirname "$0")/lib.sh"
leave_out typescript
install_node
client=$root/clients/typescript
log=$artifacts/test-typescript.log
cd "$client"
if [ ! -e node_modules/.installed ] || [ package.json -nt node_modules/.installed ]; then
  say "Installing from npm: what clients/typescript/package.json names"
  npm install --no-audit --no-fund --loglevel=error >"$log" 2>&1 || fail "npm install failed, see $log"
  touch node_modules/.installed
fi
npm run --silent build
npm run --silent format
cd "$root"
status=0
with_service npm --prefix "$client" run --silent test 2>&1 | tee "$log" || status=$?
passed=$(awk '/^# pass / { print $3 }' "$log")
failed=$(awk '/^# fail / { print $3 }' "$log")
survive node "$client/dist/src/samples/execute.js"
finish "${passed:-0}" "${failed:-1}"
