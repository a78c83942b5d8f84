import { StoreError } from '@tradewright/core';
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HeldLock } from './file-system.ts';

type Sqlite = typeof import('node:sqlite');

const BUSY = 5;

/**
 * Locks a file for this process: the lock that SQLite, which is part of Node, takes on a database when a transaction
 * begins. The kernel gives it to one process only, keeps it while that one is stopped and drops it when it dies, also
 * across containers, so there is no stale lock to be judged. Nothing is ever written to the file.
 *
 * This process must not open the file in another way: on POSIX systems, closing it would drop the lock.
 *
 * @throws {StoreError} `store/lock` where there is no SQLite, or the file system knows no locks
 */
export async function lockFile(path: string): Promise<HeldLock | null> {
  const sqlite = process.getBuiltinModule('node:sqlite') as Sqlite | undefined;
  if (sqlite === undefined) throw new StoreError('store/lock', `${path}: this runtime has no node:sqlite, whose file locks the store uses. Run it with Node 22.18 or newer.`);
  // Says better than SQLite why a file cannot be made.
  await access(dirname(path), constants.W_OK);
  let database: InstanceType<Sqlite['DatabaseSync']> | undefined;
  try {
    database = new sqlite.DatabaseSync(path, { timeout: 0 });
    database.exec('PRAGMA journal_mode=MEMORY; BEGIN IMMEDIATE');
  } catch (cause) {
    database?.close();
    if (cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number' && (cause.errcode & 0xff) === BUSY) return null;
    throw new StoreError('store/lock', `${path} cannot be locked: ${cause instanceof Error ? cause.message : String(cause)}. Put the store on a file system with locks that this process may write to.`, { cause });
  }
  const held = database;
  return { release: async () => held.close() };
}
