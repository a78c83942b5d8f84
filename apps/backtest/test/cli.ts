import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** Our sources are compiled once, not once per process. */
const COMPILED = join(tmpdir(), 'tradewright-backtest-compiled');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard error has said it. */
  says(text: string): Promise<void>;
}

const made: string[] = [];
const started: ChildProcess[] = [];
afterAll(() => {
  // Only those of a test that failed are still there.
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A directory outside any package with these files in it; gone after the tests of the file. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'backtest-'));
  made.push(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** Starts the command, or another script, as a process of its own, from the sources; standard output may go to a file. */
export function start(cwd: string, args: readonly string[], script: string = MAIN, stdout: 'pipe' | number = 'pipe'): Started {
  const child = spawn(process.execPath, ['--conditions=@tradewright/source', script, ...args], {
    cwd,
    stdio: ['ignore', stdout, 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  started.push(child);
  let printed = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: printed, stderr }));
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      child.stderr!.on('data', look);
      void ended.then(() => reject(new Error(`ended without saying "${text}": ${stderr}`)));
      look();
    });
  return { child, ended, says };
}

/** Runs the command to its end. */
export function run(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return start(cwd, args).ended;
}
