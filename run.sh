#!/usr/bin/env bash
# The main job: builds, starts the service, solves an order over gRPC and shows the schedule.
#   ./run.sh                  the main job, then stops the service
#   ./run.sh serve [OPTION]   keeps the service running (see docs/operations.md)
. "$(dirname "$0")/scripts/lib.sh"

case ${1:-} in
  "") scripts/build.sh && exec scripts/demo.sh ;;
  serve) shift && scripts/build.sh && exec scripts/serve.sh "$@" ;;
  *) fail "usage: ./run.sh [serve [OPTION]...]" ;;
esac
