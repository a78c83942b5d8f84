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

export function corruptError(what: string, options: { readonly aside?: string | undefined; readonly lossless: boolean; readonly cause?: unknown }): StoreError {
  const kept = options.aside === undefined ? '' : ` The file is kept as ${basename(options.aside)}.`;
  const advice = options.lossless
    ? "Nothing is lost: start again, and the state is read from the snapshot before it and the journal."
    : "Put back a good copy of the file, or open the store with onCorrupt: 'last-good' to go on with the state before the damage.";
  return new StoreError('store/corrupt', `${what}.${kept} ${advice}`, { cause: options.cause });
}
