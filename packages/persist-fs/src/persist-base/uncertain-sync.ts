import { StoreError } from '@tradewright/core';
import type { FileSystem } from '../file/file-system.ts';

/** The same file system, which says of a rename that could not be made durable that it shows nevertheless. */
export function uncertainSync(fs: FileSystem): FileSystem {
  return {
    open: (path, how) => fs.open(path, how),
    rename: (from, to) => fs.rename(from, to),
    remove: (path) => fs.remove(path),
    makeDirectory: (path) => fs.makeDirectory(path),
    list: (directory) => fs.list(directory),
    stat: (path) => fs.stat(path),
    lock: (path) => fs.lock(path),
    async syncDirectory(path) {
      try {
        await fs.syncDirectory(path);
      } catch (cause) {
        throw new StoreError('store/uncertain', `${path} could not be synced: the new content shows, but may be gone after a power cut.`, { cause });
      }
    },
  };
}
