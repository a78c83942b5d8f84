import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory of its own, gone when the test is. */
export class TemporaryDirectory {
  readonly path: string = mkdtempSync(join(tmpdir(), 'persist-fs-'));

  constructor() {
    onTestFinished(() => this.remove());
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  in(name: string): string {
    return join(this.path, name);
  }

  /** Every file below, by its path from here. */
  files(below = ''): readonly string[] {
    return readdirSync(this.in(below), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 1))
      .sort();
  }

  read(name: string): Buffer {
    return readFileSync(this.in(name));
  }

  json(name: string): unknown {
    return JSON.parse(this.read(name).toString());
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.in(name)), { recursive: true });
    writeFileSync(this.in(name), content);
  }
}
