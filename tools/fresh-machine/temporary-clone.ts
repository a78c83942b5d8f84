import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const lockfile = `lockfileVersion: '9.0'

importers:

  .:
    devDependencies: {}

  apps/backtest:
    dependencies: {}

packages:
`;

/** A clone with the real wrapper in it and stand-ins for everything that would come over the network. */
export class TemporaryClone implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'tradewright-clone-'));

  constructor() {
    cpSync(join(import.meta.dirname, '../with-deps.mjs'), join(this.root, 'tools/with-deps.mjs'));
    cpSync(import.meta.dirname, join(this.root, 'tools/fresh-machine'), { recursive: true, filter: (path) => !path.includes('node_modules') });
    this.write('package.json', JSON.stringify({ type: 'module', packageManager: 'pnpm@0.0.0' }));
    this.write('pnpm-lock.yaml', lockfile);
    this.npx('echo "npx $*" >> npx.log; mkdir -p node_modules/.pnpm apps/backtest/node_modules; cp pnpm-lock.yaml node_modules/.pnpm/lock.yaml');
    this.nx('console.log("Nx read the output from the cache instead of running the command for 4 out of 4 tasks.");');
    this.app('');
  }

  write(file: string, text: string): void {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  npx(script: string): void {
    this.write('bin/npx', `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.root, 'bin/npx'), 0o755);
  }

  nx(program: string): void {
    this.write('node_modules/nx/package.json', JSON.stringify({ bin: { nx: './nx.cjs' } }));
    this.write('node_modules/nx/nx.cjs', program);
  }

  app(program: string, name = 'backtest'): void {
    this.write(`apps/${name}/dist/main.js`, program);
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [join(this.root, 'tools/with-deps.mjs'), ...args], {
      cwd: this.root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { HOME: this.root, PATH: [join(this.root, 'bin'), process.env['PATH']].join(delimiter), ...env },
    });
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return endOf(this.start(args, env));
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
