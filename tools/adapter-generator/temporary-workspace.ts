import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Tree } from '@nx/devkit';

export const workspace: string = resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a tool of the real workspace. */
export function runTool(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  const bin = join(workspace, 'node_modules/.bin');
  const env = { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter), NO_COLOR: '1', NX_DAEMON: 'false' };
  const child = spawn(join(bin, program), args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, output }));
  });
}

/** A workspace with generated packages in it, and the real core, tools and libraries around them. */
export class TemporaryWorkspace implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'tradewright-adapter-'));

  constructor() {
    for (const file of ['package.json', 'tsconfig.base.json', '.oxlintrc.json']) cpSync(join(workspace, file), join(this.root, file));
    for (const path of ['node_modules', 'packages/core', 'tools/vitest-config', 'tools/tsup-config', 'tools/oxlint-plugin']) this.#link(path, path);
  }

  /** Writes what was generated, and links each new package to core as an install would. */
  take(tree: Tree): void {
    for (const { path, content } of tree.listChanges()) {
      if (!path.startsWith('packages/')) continue;
      this.write(path, content ?? '');
      if (path.endsWith('/package.json')) this.#link('packages/core', join(dirname(path), 'node_modules/@tradewright/core'));
    }
  }

  write(file: string, text: string | Buffer): void {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  run(program: string, args: readonly string[]): Promise<Ended> {
    return runTool(program, args, this.root);
  }

  /** Lints whole packages, as their targets do. */
  lint(...folders: readonly string[]): Promise<Ended> {
    return this.run('oxlint', ['--type-aware', '--deny-warnings', '--config', '.oxlintrc.json', ...folders]);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #link(from: string, to: string): void {
    mkdirSync(dirname(join(this.root, to)), { recursive: true });
    symlinkSync(join(workspace, from), join(this.root, to));
  }
}
