#!/usr/bin/env bash
# Everything that can be checked: ./test.sh [STAGE...]. WITHOUT="go python" leaves the clients of these languages out.
# Each stage is a script that also runs alone. The third column is its time budget in minutes on two cores.
. "$(dirname "$0")/scripts/lib.sh"

stages() {
  cat <<'END'
build        scripts/build.sh          6
format       scripts/format.sh         8
contract     scripts/contract.sh       3
dotnet       scripts/test-dotnet.sh   12
python       scripts/test-python.sh    6
typescript   scripts/test-typescript.sh 6
go           scripts/test-go.sh        6
cpp          scripts/test-cpp.sh       8
java         scripts/test-java.sh      6
csharp       scripts/test-csharp.sh    6
interop      scripts/interop.sh        6
reflection   scripts/reflection.sh     3
END
}

wanted=" ${*:-} "
passed=0
failed=0
mkdir -p "$artifacts/logs"
while read -r name script minutes; do
  [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || continue
  say "== $name (at most $minutes min)"
  log=$artifacts/logs/$name.log
  begin=$SECONDS
  status=0
  timeout --foreground "${minutes}m" "$script" </dev/null 2>&1 | tee "$log" || status=$?
  counts=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)
  read -r stage_passed _ stage_failed _ <<<"${counts:-0 passed, 0 failed}"
  [ "$status" -eq 0 ] && [ -n "$counts" ] || stage_failed=$((stage_failed > 0 ? stage_failed : 1))
  [ "$status" -ne 124 ] || echo "over its budget of $minutes minutes"
  passed=$((passed + stage_passed))
  failed=$((failed + stage_failed))
  say "== $name: $stage_passed passed, $stage_failed failed, $((SECONDS - begin)) s"
done < <(stages)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
