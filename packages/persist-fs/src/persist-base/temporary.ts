import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';

const TEMPORARY = /\.tmp-(\d+)-[0-9a-f]{12}$/;

/** Names for files on their way, which say whose they are. */
export class Temporaries {
  readonly #inUse: Set<string> = new Set();

  /** Lends a name beside the path, for as long as the work takes. */
  async lend<T>(path: string, work: (temporary: string) => Promise<T>): Promise<T> {
    const temporary = `${path}.tmp-${process.pid}-${randomBytes(6).toString('hex')}`;
    this.#inUse.add(temporary);
    try {
      return await work(temporary);
    } finally {
      this.#inUse.delete(temporary);
    }
  }

  /** Removes what processes left behind that are no more. One that was taken too early is written again. */
  async sweep(fs: FileSystem, directory: string): Promise<void> {
    for (const { name } of (await unlessMissing(fs.list(directory))) ?? []) {
      const pid = Number(TEMPORARY.exec(name)?.[1]);
      const path = join(directory, name);
      if (Number.isNaN(pid) || this.#inUse.has(path) || (pid !== process.pid && isAlive(pid))) continue;
      await unlessMissing(fs.remove(path));
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errnoOf(cause) !== 'ESRCH';
  }
}
