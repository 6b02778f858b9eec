#!/usr/bin/env bash
# A mixed load at a moderate rate, every answer checked: tail, pauses and memory over time. Fails if the service's memory grows by more than 5 %.
#   bench/soak.sh [MINUTES]: ten by default; a line of JSON. "quick" and "full" stand for 1 and 10
. "$(dirname "$0")/../scripts/lib.sh"
. "$root/bench/servers.sh"
minutes=${1:-10}
[ "$minutes" != quick ] || minutes=1
[ "$minutes" != full ] || minutes=10
build_servers
trap stop_servers EXIT
# orders that are over are forgotten soon, so that memory would show those that are not
start_servers "$artifacts/bench/soak" --finished-session-seconds 1
"$loadgen" soak --solve "${solver[tcp]}" --echo "${echo[tcp]}" --status "${solver[status]}" --minutes "$minutes"
