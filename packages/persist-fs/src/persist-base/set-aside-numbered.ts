import { dirname } from 'node:path';
import { errnoOf } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';

/** Renames a damaged file to the first free `….corrupt-1`, `…-2` and so on. Nothing is ever overwritten. @returns its new path */
export async function setAsideNumbered(fs: FileSystem, path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const aside = `${path}.corrupt-${number}`;
    try {
      // Takes the name first: a rename would replace what has it.
      await (await fs.open(aside, 'create')).close();
    } catch (cause) {
      if (errnoOf(cause) === 'EEXIST') continue;
      throw cause;
    }
    await fs.rename(path, aside);
    await fs.syncDirectory(dirname(path));
    return aside;
  }
}
