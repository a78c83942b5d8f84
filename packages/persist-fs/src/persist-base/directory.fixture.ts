import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Hooks {
  beforeEach(make: () => void): void;
  afterEach(remove: () => void): void;
}

/** A new directory for every test, removed after it. */
export function freshDirectory({ beforeEach, afterEach }: Hooks): { readonly path: string; list(): Promise<string[]> } {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'persist-base-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    /** Every file, by its path inside. */
    async list() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)).sort();
    },
  };
}
