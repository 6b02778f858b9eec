#!/usr/bin/env bash
# Makes src/generated (messages and service descriptors) from protos/. Needs `npm install` first.
set -euo pipefail
cd "$(dirname "$0")"
rm -rf src/generated
npm run --silent generate
echo "generated $(find src/generated -name '*.ts' | wc -l) files in clients/typescript/src/generated"
