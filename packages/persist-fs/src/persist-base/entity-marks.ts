import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import { digestOf } from './entity-name.ts';
import { readJson } from './json-file.ts';
import type { Temporaries } from './temporary.ts';

const MARK = /^\.id-[0-9a-f]{32}$/;

/** Remembers the ids that cannot be told from the names of their files: one small file each, written before the entity. */
export class EntityMarks {
  readonly #fs: FileSystem;
  readonly #temporaries: Temporaries;

  constructor(fs: FileSystem, temporaries: Temporaries) {
    this.#fs = fs;
    this.#temporaries = temporaries;
  }

  async set(directory: string, id: string): Promise<void> {
    const path = pathOf(directory, id);
    if ((await unlessMissing(this.#fs.stat(path))) !== undefined) return;
    await this.#temporaries.lend(path, (temporary) => writeAtomically(this.#fs, path, [Buffer.from(JSON.stringify(id))], { temporary }));
  }

  async remove(directory: string, id: string): Promise<void> {
    await unlessMissing(this.#fs.remove(pathOf(directory, id)));
  }

  /** @returns the id; `undefined` for a file that is no mark */
  async read(directory: string, name: string): Promise<string | undefined> {
    if (!MARK.test(name)) return undefined;
    const content = await readJson(this.#fs, join(directory, name));
    return content !== undefined && 'value' in content && typeof content.value === 'string' ? content.value : undefined;
  }
}

function pathOf(directory: string, id: string): string {
  return join(directory, `.id-${digestOf(id)}`);
}
