import { StoreError } from '@tradewright/core';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { unlessMissing } from './file/errno.ts';
import type { FileSystem, HeldLock } from './file/file-system.ts';
import { readFile } from './file/read-all.ts';
import { writeAll } from './file/write-all.ts';
import { parseJson } from './journal/record.ts';
import type { Warn } from './warning.ts';

const NOTE = 'holder.json';

/**
 * Makes this process the only one that writes here, and tells others which one it is.
 *
 * @throws {StoreError} `store/locked` while another one does, by its process id
 */
export async function becomeHolder(fs: FileSystem, directory: string, warn: Warn): Promise<HeldLock> {
  const lock = await tryBecomeHolder(fs, directory, warn);
  if (lock !== null) return lock;
  throw new StoreError('store/locked', `${directory} is in use by ${await readHolder(fs, directory)}. Only one process may write there: stop that one, or name another directory.`);
}

/** The same; `null` while another one does. */
export async function tryBecomeHolder(fs: FileSystem, directory: string, warn: Warn): Promise<HeldLock | null> {
  const note = join(directory, NOTE);
  const lock = await fs.lock(join(directory, 'lock'));
  if (lock === null) return null;
  try {
    await unlessMissing(fs.remove(note));
    const file = await fs.open(note, 'create');
    try {
      await writeAll(file, Buffer.from(JSON.stringify({ pid: process.pid, host: hostname() }) + '\n'), 0);
    } finally {
      await file.close();
    }
  } catch (cause) {
    // The lock is what counts: a full disk, for one, must not keep a store from being opened.
    warn({ kind: 'holder', path: note, message: `${note} could not be written, so others will not learn which process uses the store.`, cause });
  }
  return {
    async release() {
      await fs.remove(note).catch(() => {});
      await lock.release();
    },
  };
}

/** Who writes there, as it said itself. */
export async function readHolder(fs: FileSystem, directory: string): Promise<string> {
  try {
    const said = parseJson((await readFile(fs, join(directory, NOTE))).toString());
    if (typeof said === 'object' && said !== null && 'pid' in said && 'host' in said) return `process ${String(said.pid)} on ${String(said.host)}`;
  } catch {
    // It has not written it yet, or could not.
  }
  return 'another process';
}
