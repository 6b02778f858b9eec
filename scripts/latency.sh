#!/usr/bin/env bash
# The clients' latency beside each other, and the table in docs/clients.md: scripts/latency.sh. Needs a quiet machine. Builds the clients
# that are not built yet by their stages of test.sh; then it takes about a minute and a half: every client in turn, three rounds, medians.
. "$(dirname "$0")/lib.sh"
rounds=3
clients=$root/clients
csharp=$clients/csharp/SolverGrpc.Client.Samples/bin/$configuration/net10.0/SolverGrpc.Client.Samples

needs() { # LANGUAGE FILE
  [ -e "$2" ] && return
  say "Building the client for $1"
  "scripts/test-$1.sh" >"$artifacts/latency-$1.log" 2>&1 || fail "scripts/test-$1.sh failed, see $artifacts/latency-$1.log"
  [ -e "$2" ] || fail "scripts/test-$1.sh made no $2"
}

if [ "${1:-}" != measure ]; then
  needs cpp "$artifacts/cpp/latency"
  needs go "$artifacts/go-latency"
  needs java "$clients/java/build/solvergrpc.jar"
  needs typescript "$clients/typescript/dist/src/samples/latency.js"
  needs csharp "$csharp"
  needs python "$clients/python/solvergrpc/_generated"
  with_service "$0" measure
  exit
fi

table=$artifacts/latency.md
samples=$artifacts/latency.txt
export PYTHONPATH=$clients/python GRPC_VERBOSITY=NONE
java_classpath=$("$clients/java/build.sh" classpath)

sample() { # LANGUAGE ADDRESS: prints a line for solve and one for event
  case $1 in
    C++) "$artifacts/cpp/latency" "$2" ;;
    Go) "$artifacts/go-latency" "$2" ;;
    Java) java -cp "$java_classpath" solvergrpc.samples.Latency "$2" ;;
    C#) "$csharp" latency "$2" ;;
    TypeScript) node "$clients/typescript/dist/src/samples/latency.js" "$2" ;;
    Python) /usr/bin/python3 -m solvergrpc.samples.latency "$2" ;;
  esac
}

rows() { # every client and transport that its library has: LANGUAGE TRANSPORT
  for transport in TCP UNIX; do
    for language in C++ Go Java C# TypeScript Python; do
      [ "$language $transport" = "Java UNIX" ] || echo "$language" $transport
    done
  done
}

load() { cut -d' ' -f1 /proc/loadavg; }

began=$(load)
for _ in 1 2 3 4; do sample C++ "$SOLVER_TCP" >/dev/null; done # the service's own code has to be compiled, too
: >"$samples"
for round in $(seq $rounds); do
  while read -r language transport; do
    address=SOLVER_$transport
    said=$(sample "$language" "${!address}" </dev/null) || fail "$language, $transport: $said"
    [ "$(grep -cE '^(solve|event) p50 [0-9]+ p99 [0-9]+$' <<<"$said")" -eq 2 ] || fail "$language, $transport says: $said"
    awk -v row="$language $transport" '{ print row, $1, $3, $5 }' <<<"$said" | tee -a "$samples"
  done < <(rows)
done

median() { # LANGUAGE TRANSPORT KIND COLUMN
  awk -v row="$1 $2 $3" -v column="$4" '$1 " " $2 " " $3 == row { print $column }' "$samples" | sort -n | sed -n "$(((rounds + 1) / 2))p"
}

{
  echo "$(lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores, load average $began before and $(load) after, $(date -u +%F), microseconds, medians of $rounds rounds"
  echo
  echo "| client, transport | solve p50 | p99 | event p50 | p99 |"
  echo "|---|---|---|---|---|"
  while read -r language transport; do
    cells=
    for kind in solve event; do
      for column in 4 5; do cells+=" $(median "$language" "$transport" $kind $column) |"; done
    done
    echo "| $language, ${transport/UNIX/Unix socket} |$cells"
  done < <(rows)
} >"$table"
cat "$table"
awk -v table="$table" '
  /latency: begin/ { print; print ""; while ((getline line < table) > 0) print line; print ""; skip = 1 }
  /latency: end/ { skip = 0 }
  !skip { print }' docs/clients.md >"$artifacts/clients.md"
mv "$artifacts/clients.md" docs/clients.md
