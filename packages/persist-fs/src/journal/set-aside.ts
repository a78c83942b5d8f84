import { StoreError } from '@tradewright/core';
import { basename, dirname } from 'node:path';
import type { FileSystem } from '../file/file-system.ts';

/**
 * Renames a file out of the way. `corrupt` ones stay in force until somebody decides to go on without them; `orphan`
 * ones are whole, but followed one that was not.
 *
 * @returns its new path
 */
export async function setAside(fs: FileSystem, path: string, why: 'corrupt' | 'orphan', number: number): Promise<string> {
  const aside = `${path}.${why}-${number}`;
  await fs.rename(path, aside);
  await fs.syncDirectory(dirname(path));
  return aside;
}

/** Says of a damaged file where it is kept, and what becomes of the state. */
export function damageReport(what: string, aside: string | undefined, next: string): string {
  return `${what}.${aside === undefined ? '' : ` The file is kept as ${basename(aside)}.`} ${next}`;
}

export function corruptError(message: string, cause?: unknown): StoreError {
  return new StoreError('store/corrupt', message, { cause });
}
