import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DurationMs } from '@tradewright/core';

const ENOUGH_BYTES = 200 * 1_048_576;
const APART_MS: DurationMs = 1_000;

type Collect = (options: { readonly type: 'major'; readonly execution: 'sync'; readonly flavor: 'last-resort' }) => void;

/**
 * Keeps memory low. What loading ccxt and reading pages leave behind is let lie for long where the machine has memory;
 * whoever fetches for hours beside other programs should not.
 */
export class Thrift {
  #collect: Collect | undefined;
  #lastMs: DurationMs = -Infinity;

  /** To be called whenever work was done. Seldom does anything. */
  look(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lastMs < APART_MS || process.memoryUsage.rss() < ENOUGH_BYTES) return;
    this.#lastMs = nowMs;
    this.#collect ??= collector();
    this.#collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
}

/** The collector of V8, which programs see only where they ask for it. */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
