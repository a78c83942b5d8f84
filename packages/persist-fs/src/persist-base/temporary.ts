import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';

const TEMPORARY = /\.tmp-(?<pid>\d+)-(?<madeAtMs>\d+)-[0-9a-f]{12}$/;

/** A name beside the path for a file on its way. It says whose it is: nothing keeps a second process from the directory. */
export function temporaryBeside(path: string): string {
  return `${path}.tmp-${process.pid}-${Date.now()}-${randomBytes(6).toString('hex')}`;
}

/** Removes what processes left behind that are no more. */
export async function sweep(fs: FileSystem, directory: string): Promise<void> {
  for (const { name } of (await unlessMissing(fs.list(directory))) ?? []) {
    const made = TEMPORARY.exec(name)?.groups;
    if (made !== undefined && isStale(Number(made['pid']), Number(made['madeAtMs']))) await unlessMissing(fs.remove(join(directory, name)));
  }
}

function isStale(pid: number, madeAtMs: number): boolean {
  // In a container every process may be number 1: only the time tells this one from the one before.
  return pid === process.pid ? madeAtMs < Date.now() - process.uptime() * 1000 : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errnoOf(cause) !== 'ESRCH';
  }
}
