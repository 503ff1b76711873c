#!/bin/sh
# `make demo`: reads and records the sample dispatches and opens the brief of one of them.
# Usage: examples/demo.sh PATH-TO-LEGATION. LEGATION_DEMO_BROWSER=none only writes the page.
set -eu
legation=$1
here=$(dirname "$0")
out=${TMPDIR:-/tmp}/legation-demo
mkdir -p "$out"
for dispatch in "$here"/dispatches/*.html "$here"/dispatches/*.txt; do
    "$legation" read "$dispatch" --html > "$out/$(basename "${dispatch%.*}").html"
done
"$legation" code "$here/dispatches" > "$out/events.jsonl"
"$legation" read "$here/dispatches/13-washington-declaration.html"
rm -f "$out"/legation.sqlite*
"$legation" record --archive "$out/legation.sqlite" "$here/dispatches"
printf '\nWhat several independent sources tell of Armenia and Azerbaijan:\n'
"$legation" events --archive "$out/legation.sqlite" --dyad ARM,AZE --min-sources 2 --limit 5 --format table
page="$out/13-washington-declaration.html"
printf '\n%s dispatches read: %s events in %s\n' "$(ls "$here"/dispatches/*.html "$here"/dispatches/*.txt | wc -l | tr -d ' ')" "$(wc -l < "$out/events.jsonl" | tr -d ' ')" "$out/events.jsonl"
printf 'Highlighted pages are in %s, the archive is %s\n' "$out" "$out/legation.sqlite"
case "${LEGATION_DEMO_BROWSER:-}" in
none) exit 0 ;;
"") for opener in xdg-open open; do
        if command -v "$opener" >/dev/null 2>&1 && { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$opener" = open ]; }; then
            "$opener" "$page" >/dev/null 2>&1 && exit 0
        fi
    done
    printf 'No browser could be opened from here: open %s yourself.\n' "$page" ;;
*) "$LEGATION_DEMO_BROWSER" "$page" ;;
esac
