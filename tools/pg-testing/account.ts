import { chownSync, cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';

/** Whom the server runs as. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root, so root's server runs as nobody. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const nobody = existsSync('/etc/passwd') ? /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) : null;
  return { uid: Number(nobody?.[1] ?? 65_534), gid: Number(nobody?.[2] ?? 65_534) };
}

export function giveTo({ uid, gid }: Account, path: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Where the account can run the programs: where they lie, or a copy under `directory`. */
export function reachable({ directory: bin, tree }: Binaries, account: Account, directory: string): string {
  if (account.uid === undefined || tree === undefined || isOpenToAll(bin)) return bin;
  const copy = join(directory, 'programs');
  cpSync(tree, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/** Whether every folder on the way may be entered by everybody. */
function isOpenToAll(path: string): boolean {
  return (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpenToAll(dirname(path)));
}
