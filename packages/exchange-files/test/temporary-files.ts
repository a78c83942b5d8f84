import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** A directory of its own, gone when the test is, or whenever `atEnd` says. */
export class TemporaryFiles {
  readonly directory: string = mkdtempSync(join(tmpdir(), 'exchange-files-'));

  constructor(atEnd: (remove: () => void) => void = onTestFinished) {
    atEnd(() => rmSync(this.directory, { recursive: true, force: true }));
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Writes text, packed when the name ends in `.gz`. */
  write(name: string, content: string | Buffer): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(content, { level: 1 }) : content);
    return path;
  }

  /** Writes bytes as they are. */
  writeRaw(name: string, content: Buffer): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  /** Files of the directory that this process holds open; only Linux tells. */
  open(): readonly string[] {
    return readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        const path = readlinkSync(`/proc/self/fd/${fd}`);
        return path.startsWith(this.directory) ? [path] : [];
      } catch {
        return [];
      }
    });
  }
}
