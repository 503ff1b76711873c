#!/bin/sh
# `make demo`: reads and records the sample dispatches, prints the brief of one of them, and opens the desk.
# Usage: examples/demo.sh PATH-TO-LEGATION. LEGATION_DEMO_BROWSER=none only checks that the desk answers.
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
printf '\n%s dispatches read: %s events in %s\n' "$(ls "$here"/dispatches/*.html "$here"/dispatches/*.txt | wc -l | tr -d ' ')" "$(wc -l < "$out/events.jsonl" | tr -d ' ')" "$out/events.jsonl"
printf 'Highlighted pages are in %s, the archive is %s\n' "$out" "$out/legation.sqlite"

# The desk takes any free port and says which on its first line.
: > "$out/desk.address"
"$legation" desk --archive "$out/legation.sqlite" --port "${LEGATION_DEMO_PORT:-0}" --negotiations "$here/negotiation" > "$out/desk.address" &
desk=$!
trap 'kill "$desk" 2>/dev/null || :' EXIT INT TERM
tries=0
while [ ! -s "$out/desk.address" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ] || ! kill -0 "$desk" 2>/dev/null; then
        printf 'The desk did not start.\n' >&2
        exit 1
    fi
    sleep 0.1
done
address=$(head -n 1 "$out/desk.address")
printf '\nThe desk is at %s\n' "$address"
case "${LEGATION_DEMO_BROWSER:-}" in
none)
    node -e '
        const address = process.argv[1]
        const ask = async (path) => { const r = await fetch(address + path); if (!r.ok) throw new Error(path + ": " + r.status); return r }
        const page = await (await ask("")).text()
        const held = (await (await ask("overview.json")).json()).holdings
        if (!page.includes("<script") || !held.n_events) throw new Error("the desk has no page or no events")
        console.log("The desk answers: " + held.n_events + " events of " + held.n_articles + " articles")
    ' --input-type=module "$address"
    exit 0 ;;
"") for opener in xdg-open open; do
        if command -v "$opener" >/dev/null 2>&1 && { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$opener" = open ]; }; then
            "$opener" "$address" >/dev/null 2>&1 || :
            break
        fi
    done ;;
*) "$LEGATION_DEMO_BROWSER" "$address" ;;
esac
printf 'Open it in a browser; Ctrl-C stops it.\n'
wait "$desk"
