#!/usr/bin/env bash
# Proves the two commands on a machine that has git, npm and some Node and nothing else: clones a commit (HEAD, or the one given)
# into an empty directory with an empty home, so an empty npm cache and an empty pnpm store, and runs `npm test` and `npm start` twice each.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
commit=$(git -C "$root" rev-parse --verify "${1:-HEAD}^{commit}") || exit 1
place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT
mkdir "$place/home"
failures=0

# Nothing of the machine this runs on may help: neither settings that npm hands to its children nor the Node of this clone.
for name in $(compgen -e | grep -E '^(npm_|pnpm_|PNPM_|NX_|XDG_|INIT_CWD$|NODE$|NODE_OPTIONS$|NODE_PATH$|CI$|FORCE_COLOR$|NO_COLOR$)'); do unset "$name"; done
PATH=$(printf %s "$PATH" | tr : '\n' | grep -v node_modules | paste -sd : -)
export PATH HOME="$place/home"

git clone --quiet --no-local --no-checkout "$root" "$place/clone" && cd "$place/clone" || exit 1
git fetch --quiet origin "$commit" && git checkout --quiet --detach "$commit" || exit 1
echo "commit $(git log -1 --format='%h %s'), node $(node --version), npm $(npm --version)"

# timed <name> <command…>: shows the end of what the command prints and how long it took.
timed() {
  local name=$1 log=$place/log code started=$SECONDS
  shift
  "$@" >"$log" 2>&1 </dev/null
  code=$?
  tail -n "${lines:-12}" "$log" | sed 's/^/    /'
  printf '%-24s exit %d, %d s\n' "$name" "$code" "$((SECONDS - started))"
  [ "$code" -eq 0 ] || failures=$((failures + 1))
}

if [ "${order:-}" = start-first ]; then
  timed 'npm start, first' npm start
  timed 'npm test, first' npm test
else
  timed 'npm test, first' npm test
  timed 'npm start, first' npm start
fi
timed 'npm test, again' npm test
timed 'npm start, again' npm start
lines=3 timed '.ci/run' .ci/run
du -sh "$place/clone/node_modules" "$HOME" 2>/dev/null | sed "s#$place/##"
[ "$failures" -eq 0 ] && echo 'The fresh clone works.' || echo "$failures commands failed."
exit "$((failures > 0))"
