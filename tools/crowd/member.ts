import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Go, Report } from './terms.ts';

const SCRIPT = fileURLToPath(new URL('process.ts', import.meta.url));

/** One process of the crowd. */
export class Member implements AsyncDisposable {
  conflicts = 0;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #heard: { readonly resolve: () => void; readonly reject: (why: Error) => void } | null = null;
  #fault: Error | null = null;
  #isReady: Promise<void>;

  constructor(place: number, url: string) {
    this.#child = fork(SCRIPT, [String(place), url], { execArgv: ['--conditions=@tradewright/source'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#ended = new Promise((resolve) => this.#child.once('close', () => resolve()));
    this.#isReady = this.#next();
    this.#isReady.catch(() => undefined);
    this.#child.on('message', (report: Report) => this.#hear(report));
    void this.#ended.then(() => this.#fail(new Error(`Process ${place} has ended.`)));
  }

  /** Resolves when it can begin. */
  ready(): Promise<void> {
    return this.#isReady;
  }

  /** Tells it the time. Resolves when all its runs are through with it. */
  async go(nowMs: number): Promise<void> {
    const through = this.#next();
    this.#child.send({ nowMs } satisfies Go);
    await through;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #next(): Promise<void> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => (this.#heard = { resolve, reject }));
  }

  #hear(report: Report): void {
    if (report.kind === 'failed') return this.#fail(new Error(report.what));
    if (report.kind === 'through') this.conflicts = report.conflicts;
    this.#heard?.resolve();
  }

  #fail(fault: Error): void {
    this.#fault ??= fault;
    this.#heard?.reject(this.#fault);
  }
}
