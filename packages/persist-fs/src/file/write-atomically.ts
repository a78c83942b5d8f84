import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { FileSystem } from './file-system.ts';
import { writeAll } from './write-all.ts';

const TEMPORARY = /\.tmp-[0-9a-f]{12}$/;

/** A name beside the path that nobody else has. */
function temporaryName(path: string): string {
  return `${path}.tmp-${randomBytes(6).toString('hex')}`;
}

/** Whether a crash left this file behind half-written. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Writes a file so that its name shows the whole new content or what was there before, after a power cut too: an
 * exclusive temporary file in the same directory, written, synced, closed, renamed, and its directory synced.
 *
 * @param options - `temporary` names that file; without `durableName`, a power cut may bring back what was there before
 * @returns the length in bytes
 */
export async function writeAtomically(fs: FileSystem, path: string, chunks: Iterable<Uint8Array>, options: { readonly temporary?: string; readonly durableName?: boolean } = {}): Promise<number> {
  const { temporary = temporaryName(path), durableName = true } = options;
  const file = await fs.open(temporary, 'create');
  let length = 0;
  try {
    try {
      for (const chunk of chunks) {
        await writeAll(file, chunk, length);
        length += chunk.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temporary, path);
  } catch (cause) {
    await fs.remove(temporary).catch(() => {});
    throw cause;
  }
  if (durableName) await fs.syncDirectory(dirname(path));
  return length;
}
