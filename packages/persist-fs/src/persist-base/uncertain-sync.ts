import { StoreError } from '@tradewright/core';
import type { FileSystem } from '../file/file-system.ts';

/** The same file system, which says of a new or removed name that could not be made durable that the change shows nevertheless. */
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
        throw new StoreError('store/uncertain', `${path} could not be synced: the change shows, but a power cut may undo it.`, { cause });
      }
    },
  };
}
