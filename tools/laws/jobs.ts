import { Worker } from 'node:worker_threads';
import type { Slice } from './slices.ts';
import type { SliceResult } from './tally.ts';

/** A law that is at one seed for longer than this will never come to an end. */
const LONGEST_SEED_MS = 120_000;
const LOOK_EVERY_MS = 2_000;

/** Slices run by several threads at once, handed out as they become free. */
export class Jobs {
  readonly #workers: Worker[] = [];
  readonly #registry: URL;
  #stopping = false;

  /** @param registry - a module that exports `LAWS` */
  constructor(registry: URL) {
    this.#registry = registry;
  }

  /**
   * Resolves when every slice has been run.
   *
   * @throws {Error} when a law cannot be loaded, a thread dies, or a law does not come to an end at a seed
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
    this.#stopping = true;
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }

  async #work(slices: Iterator<Slice>, took: (slice: Slice, result: SliceResult) => void): Promise<void> {
    const first = slices.next();
    if (first.done === true) return;
    const at = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { registry: this.#registry.href, at } });
    this.#workers.push(worker);
    let watch: NodeJS.Timeout | undefined;
    const done = new Promise<void>((resolve, reject) => {
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
      worker.on('exit', (code) => (this.#stopping ? resolve() : reject(new Error(`The thread of law ${slice.law} ended by itself with ${code} at seed ${at[0]}.`))));
      watch = watched(at, () => reject(new Error(`Law ${slice.law} does not come to an end at seed ${at[0]}.`)));
    });
    await done.finally(() => clearInterval(watch));
  }
}

/** Calls when the seed has not changed for too long. */
function watched(at: Int32Array, stuck: () => void): NodeJS.Timeout {
  let last = -1;
  let sinceMs = performance.now();
  return setInterval(() => {
    const seed = Atomics.load(at, 0);
    if (seed !== last) [last, sinceMs] = [seed, performance.now()];
    else if (performance.now() - sinceMs > LONGEST_SEED_MS) stuck();
  }, LOOK_EVERY_MS);
}
