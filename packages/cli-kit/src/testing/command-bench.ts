import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Our sources are compiled once, not once per process. */
const COMPILED = join(tmpdir(), 'tradewright-apps-compiled');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard error, or standard output, has said it. */
  says(text: string, stream?: 'stderr' | 'stdout'): Promise<void>;
}

export interface StartOptions {
  /** Another script than the program's. */
  readonly script?: string | undefined;
  /** Standard output may go to a file. */
  readonly stdout?: 'pipe' | number;
  readonly env?: NodeJS.ProcessEnv;
  /** No file can become larger, as on a disk that is full. */
  readonly mostFileKib?: number;
}

/** Runs a program as its users do, as a process of its own, in directories that are gone afterwards. */
export class CommandBench implements Disposable {
  readonly #main: string;
  readonly #prefix: string;
  readonly #made: string[] = [];
  readonly #started: ChildProcess[] = [];

  /**
   * @param main - the file to run, among the sources; where `npm test` has just built the program, that is run: it starts in a third of the time
   * @param name - how the directories are named
   */
  constructor(main: string, name: string) {
    this.#main = main;
    this.#prefix = join(tmpdir(), `${name}-`);
  }

  /** A directory outside any package with these files in it. */
  directoryWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
    const directory = mkdtempSync(this.#prefix);
    this.#made.push(directory);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    }
    return directory;
  }

  start(cwd: string, args: readonly string[], { script = this.#main, stdout = 'pipe', env = {}, mostFileKib }: StartOptions = {}): Started {
    const node = [process.execPath, ...(isBuilt() && script === this.#main ? [builtOf(script)] : ['--conditions=@tradewright/source', script]), ...args];
    const [file, ...words] = mostFileKib === undefined ? node : ['bash', '-c', `ulimit -f ${mostFileKib}; exec "$@"`, 'bash', ...node];
    const child = spawn(file!, words, {
      cwd,
      stdio: ['ignore', stdout, 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
    });
    this.#started.push(child);
    const said = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...said }));
    });
    const says = (text: string, stream: 'stderr' | 'stdout' = 'stderr'): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (said[stream].includes(text)) resolve();
        };
        child[stream]!.on('data', look);
        void ended.then(() => reject(new Error(`ended without saying "${text}": ${said.stderr}${said.stdout}`)));
        look();
      });
    return { child, ended, says };
  }

  /** To its end. */
  run(cwd: string, ...args: readonly string[]): Promise<Ended> {
    return this.start(cwd, args).ended;
  }

  [Symbol.dispose](): void {
    // Only those of a test that failed are still there.
    for (const child of this.#started.splice(0)) child.kill('SIGKILL');
    for (const directory of this.#made.splice(0)) rmSync(directory, { recursive: true, force: true });
  }
}

function isBuilt(): boolean {
  return process.env['TRADEWRIGHT_TEST_BUILT'] === '1';
}

function builtOf(main: string): string {
  return main.replace(/\bsrc\/main\.ts$/, 'dist/main.js');
}
