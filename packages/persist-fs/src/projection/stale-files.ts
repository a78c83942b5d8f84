import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { DirectoryEntry, FileSystem } from '../file/file-system.ts';
import { readFile } from '../file/read-all.ts';
import { folderName } from './name-book.ts';
import { isProjection } from './text.ts';

const TEMPORARY = /\.json\.projection-[0-9a-f]{12}$/;

/** Told from temporary files of others in the same folders, which are not ours to remove. */
export function temporaryFor(path: string): string {
  return `${path}.projection-${randomBytes(6).toString('hex')}`;
}

/** Removes projections that show nothing any more and what a crash left half-written. Files of others stay. */
export async function removeStale(fs: FileSystem, directory: string, folders: readonly string[], isWanted: (path: string) => boolean): Promise<void> {
  for (const folder of folders.map(folderName)) await removeBelow(fs, directory, folder, isWanted);
}

async function removeBelow(fs: FileSystem, directory: string, folder: string, isWanted: (path: string) => boolean): Promise<void> {
  const entries: readonly DirectoryEntry[] = (await unlessMissing(fs.list(join(directory, folder)))) ?? [];
  for (const { name, isDirectory } of entries) {
    const path = `${folder}/${name}`;
    if (isDirectory) await removeBelow(fs, directory, path, isWanted);
    else if (TEMPORARY.test(name)) await fs.remove(join(directory, path));
    else if (name.endsWith('.json') && !isWanted(path) && isProjection((await readText(fs, join(directory, path))) ?? '')) await fs.remove(join(directory, path));
  }
}

/** `undefined` where there is no such file, or none that can be read. */
export async function readText(fs: FileSystem, path: string): Promise<string | undefined> {
  try {
    return (await readFile(fs, path)).toString();
  } catch {
    return undefined;
  }
}
