import { dirname } from 'node:path';
import { errnoOf } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';

/**
 * Renames a damaged file to the first free `….corrupt-1`, `…-2` and so on. Nothing is ever overwritten.
 *
 * @returns its new path; `undefined` when the file is gone
 */
export async function setAsideNumbered(fs: FileSystem, path: string): Promise<string | undefined> {
  const aside = await freeName(fs, path);
  try {
    await fs.rename(path, aside);
  } catch (cause) {
    await fs.remove(aside).catch(() => {});
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
  await fs.syncDirectory(dirname(path));
  return aside;
}

/** Takes the name by an empty file: a rename would replace what has it. */
async function freeName(fs: FileSystem, path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${path}.corrupt-${number}`;
    try {
      await (await fs.open(name, 'create')).close();
      return name;
    } catch (cause) {
      if (errnoOf(cause) !== 'EEXIST') throw cause;
    }
  }
}
