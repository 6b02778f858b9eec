# Shared by all stages: source it. Works from any folder; every stage runs alone.
# A stage ends with one line "N passed, N failed" and an exit status that agrees with it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts
mkdir -p "$artifacts"
cd "$root"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
configuration=${CONFIGURATION:-Release}

say() { printf '\033[1m%s\033[0m\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# install_debian PACKAGE...: installs what is missing, and says so
install_debian() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing from Debian: ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || fail "installing needs root: apt-get install ${missing[*]}"
  if [ ! -e "$artifacts/.apt-updated" ]; then
    apt-get update -q >"$artifacts/apt.log" 2>&1 || fail "apt-get update failed, see $artifacts/apt.log"
    touch "$artifacts/.apt-updated"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o DPkg::Lock::Timeout=300 --no-install-recommends "${missing[@]}" >>"$artifacts/apt.log" 2>&1 ||
    fail "apt-get install ${missing[*]} failed, see $artifacts/apt.log"
}

# install_node: a Node.js and npm that are there already, or Debian's
install_node() {
  command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 || install_debian nodejs npm
}

# install_npm FOLDER PACKAGE@VERSION...: into artifacts/tools/FOLDER, once
install_npm() {
  local folder=$artifacts/tools/$1
  shift
  [ -e "$folder/.installed" ] && [ "$(cat "$folder/.installed")" = "$*" ] && return
  install_node
  say "Installing from npm: $*"
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && npm init -y >/dev/null 2>&1 && npm install --no-audit --no-fund --loglevel=error "$@" >npm.log 2>&1) ||
    fail "npm install $* failed, see $folder/npm.log"
  echo "$*" >"$folder/.installed"
}

# build_solution: everything, once per configuration and state of the tree
build_solution() {
  dotnet build SolverGrpc.sln -c "$configuration" -v quiet -clp:NoSummary
}

# leave_out LANGUAGE: ends the stage of a language that WITHOUT names, as in WITHOUT="java cpp" ./test.sh
leave_out() {
  [[ " ${WITHOUT:-} " == *" $1 "* ]] || return 0
  echo "left out: WITHOUT names $1"
  echo "0 passed, 0 failed"
  exit 0
}

# with_service COMMAND...: runs it beside the real service; clients/python/tests/host.py says what its environment tells it
with_service() {
  install_debian python3 openssl
  dotnet build "$root/src/SolverGrpc.Cli" -c "$configuration" -v quiet -clp:NoSummary
  export SOLVER=$root/src/SolverGrpc.Cli/bin/$configuration/net10.0/solver
  PYTHONPATH=$root/clients/python${PYTHONPATH:+:$PYTHONPATH} /usr/bin/python3 -m tests.host "$@"
}

# survive COMMAND...: a client's sample execute against cut links and a killed service; sets survived and perished.
# After with_service.
survive() {
  local said=$artifacts/survive.log
  PYTHONPATH=$root/clients/python GRPC_VERBOSITY=NONE /usr/bin/python3 -m tests.survive "$@" 2>&1 | tee "$said" || true
  survived=$(grep -c '^ok ' "$said" || true)
  perished=$((3 - survived))
}

# finish PASSED FAILED: the last line of a client's stage and its exit status, those of survive included
finish() {
  echo "$(($1 + survived)) passed, $(($2 + perished)) failed"
  [ $(($2 + perished)) -eq 0 ]
  exit
}
