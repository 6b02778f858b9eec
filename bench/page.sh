# publish NAME TABLE PAGE...: puts a table into pages, between <!-- NAME: begin --> and <!-- NAME: end -->. Source scripts/lib.sh first.
publish() {
  local page
  for page in "${@:3}"; do
    awk -v begin="<!-- $1: begin -->" -v end="<!-- $1: end -->" -v table="$2" '
      $0 == begin { print; print ""; while ((getline line < table) > 0) print line; print ""; skip = 1 }
      $0 == end { skip = 0 }
      !skip { print }' "$page" >"$artifacts/page.md"
    cp "$artifacts/page.md" "$page"
  done
}

# machine: the line above a table that says where and when it was measured
machine() {
  echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, .NET $(dotnet --version), $(date -u +%F), load average $(cut -d' ' -f1-3 /proc/loadavg)"
}
