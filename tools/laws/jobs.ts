import { Worker } from 'node:worker_threads';
import type { Slice } from './slices.ts';
import type { SliceResult } from './tally.ts';

/** Slices run by several threads at once, handed out as they become free. */
export class Jobs {
  readonly #workers: Worker[] = [];
  readonly #registry: URL;

  /** @param registry - a module that exports `LAWS` */
  constructor(registry: URL) {
    this.#registry = registry;
  }

  /**
   * Resolves when every slice has been run.
   *
   * @throws {Error} when a law cannot be loaded or a thread dies
   */
  async run(slices: Iterator<Slice>, jobs: number, took: (slice: Slice, result: SliceResult) => void): Promise<void> {
    try {
      await Promise.all(Array.from({ length: jobs }, () => this.#work(slices, took)));
    } finally {
      await this.stop();
    }
  }

  /** Ends every thread where it stands. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }

  async #work(slices: Iterator<Slice>, took: (slice: Slice, result: SliceResult) => void): Promise<void> {
    const first = slices.next();
    if (first.done === true) return;
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { registry: this.#registry.href } });
    this.#workers.push(worker);
    await new Promise<void>((resolve, reject) => {
      let slice = first.value;
      worker.postMessage(slice);
      worker.on('message', (result: SliceResult) => {
        took(slice, result);
        const next = slices.next();
        if (next.done === true) return resolve();
        slice = next.value;
        worker.postMessage(slice);
      });
      worker.on('error', reject);
      // Stopped from outside: what was running is not counted.
      worker.on('exit', () => resolve());
    });
  }
}
