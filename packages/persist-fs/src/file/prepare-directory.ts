import { StoreError } from '@tradewright/core';
import { dirname } from 'node:path';
import { errnoOf, unlessMissing } from './errno.ts';
import type { FileStat, FileSystem } from './file-system.ts';

/**
 * Makes a directory with all that is missing above it, each one's name made durable.
 *
 * @throws {StoreError} `store/directory` where a file stands in the way
 */
export async function makeDirectories(fs: FileSystem, path: string): Promise<void> {
  const found = await unlessMissing(fs.stat(path));
  const parent = dirname(path);
  if (found === undefined && parent !== path) {
    await makeDirectories(fs, parent);
    try {
      await fs.makeDirectory(path);
    } catch (cause) {
      // Somebody else made it meanwhile.
      if (errnoOf(cause) !== 'EEXIST') throw cause;
    }
    await fs.syncDirectory(parent);
  } else if (found?.isDirectory === true) {
    // Whoever made it may have crashed before its name was durable. What may not be read was not made by us.
    await fs.syncDirectory(parent).catch(unlessForbidden);
  } else throw new StoreError('store/directory', `${path} is not a directory. Name one.`);
}

function unlessForbidden(cause: unknown): void {
  if (!['EACCES', 'EPERM'].includes(errnoOf(cause) ?? '')) throw cause;
}

/**
 * Root may write everywhere, but what it makes in somebody else's directory is of no use to them.
 *
 * @throws {StoreError} `store/denied`
 */
export async function refuseForeign(fs: FileSystem, path: string): Promise<void> {
  const found = await fs.stat(path);
  if (process.getuid?.() !== 0 || mayWriteByMode(found)) return;
  throw new StoreError('store/denied', `${path} belongs to user ${found.uid}, and this process runs as user 0. Run it as that user, change the owner of the directory, or open the store with foreignOwner: 'allow'.`);
}

/** What root could do if it were a user like others. */
function mayWriteByMode({ uid, gid, mode }: FileStat): boolean {
  const inGroup = gid === process.getgid?.() || process.getgroups?.().includes(gid) === true;
  return uid === 0 || (mode & 0o002) !== 0 || (inGroup && (mode & 0o020) !== 0);
}
