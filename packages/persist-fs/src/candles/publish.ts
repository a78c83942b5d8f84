import { StoreError } from '@tradewright/core';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { readFile } from '../file/read-all.ts';
import { writeAtomically } from '../file/write-atomically.ts';

/**
 * Replaces a file durably. What fails before the new one shows is thrown as it is: nothing was changed.
 *
 * @throws {StoreError} `store/uncertain` where the new one shows, or may, although something failed
 */
export async function publish(fs: FileSystem, path: string, bytes: Buffer): Promise<void> {
  try {
    await writeAtomically(fs, path, [bytes]);
  } catch (cause) {
    const shows = await unlessMissing(readFile(fs, path)).then((shown) => shown?.equals(bytes) ?? false, () => true);
    if (!shows) throw cause;
    throw new StoreError('store/uncertain', `${path} could not be made durable: it shows the change, but a power cut may undo it. Write it again: that is safe.`, { cause });
  }
}
