import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads until the writing end is gone, which happens however the process that holds it ends. Then it ends the server that
 * is at home in the directory, and removes the directory.
 */
const script = `
while read -r line; do :; done
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
is_ours() { [ ! -d /proc/self ] || grep -qF "$1/data" "/proc/$pid/cmdline" 2>/dev/null; }
if [ -n "$pid" ] && is_ours "$1"; then
  kill -QUIT "$pid" 2>/dev/null
  for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
  kill -KILL "$pid" 2>/dev/null
fi
rm -rf "$1"
`;

/** Makes sure that a server does not outlive this process. The returned function ends the watch and removes the directory. */
export function watchOver(directory: string): () => void {
  // A session of its own: an interrupt at the terminal must not end it before its work is done.
  const dog = spawn('/bin/sh', ['-c', script, 'watchdog', directory], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  dog.unref();
  (dog.stdin as Socket).unref();
  return () => dog.stdin.end();
}
