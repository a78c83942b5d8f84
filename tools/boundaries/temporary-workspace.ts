import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const workspace = resolve(import.meta.dirname, '../..');
const leftOut = /(?:^|\/)(?:node_modules|dist|\.results|fixtures)$/;

const code = /\/(?:src|test|bench|examples)\/.*\.\w+$/;

/** A copy of the real workspace, with its sources or its manifests alone, to break a rule in without breaking the tree. */
export class TemporaryWorkspace implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'tradewright-boundaries-'));

  constructor(sources: 'with sources' | 'manifests') {
    const isCopied = (from: string): boolean => !leftOut.test(from) && (sources === 'with sources' || !code.test(from));
    for (const path of ['packages', 'apps', 'tools/pg-testing', 'tsconfig.base.json']) {
      cpSync(join(workspace, path), join(this.root, path), { recursive: true, filter: isCopied });
    }
    symlinkSync(join(workspace, 'node_modules'), join(this.root, 'node_modules'));
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), `${text}\n`);
  }

  remove(file: string): void {
    rmSync(join(this.root, file));
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
