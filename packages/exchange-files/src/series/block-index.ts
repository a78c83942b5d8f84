import { open } from 'node:fs/promises';
import type { TimestampMs } from '@tradewright/core';
import { LF } from '../csv/bytes.ts';
import { timeOf } from '../csv/time.ts';
import { BLOCK_BYTES } from '../file/block-reader.ts';
import { isSeekable, type CandleFile } from '../file/candle-file.ts';
import { fileFailure } from '../file/failure.ts';
import { firstAtOrAfter } from './rows.ts';

/** Knows in which block of a file an instant lies. */
export interface BlockIndex {
  /** A block before which there is no candle at or after the instant. */
  find(atMs: TimestampMs): number | Promise<number>;
  /** Takes note of the last time up to and including a block that was read. */
  learn(ordinal: number, lastMs: TimestampMs): void;
  /** Number of blocks, once the end has been seen. */
  count: number;
}

export function blockIndex(file: CandleFile): BlockIndex {
  return isSeekable(file) ? new ProbedIndex(file) : new LearnedIndex();
}

/** For files that are read from the beginning only: what was seen on the way. */
class LearnedIndex implements BlockIndex {
  count = Infinity;
  readonly #lastMs: TimestampMs[] = [];

  find(atMs: TimestampMs): number {
    return firstAtOrAfter(this.#lastMs, this.#lastMs.length, atMs);
  }

  learn(ordinal: number, lastMs: TimestampMs): void {
    if (ordinal === this.#lastMs.length) this.#lastMs.push(Math.max(lastMs, this.#lastMs.at(-1) ?? -Infinity));
  }
}

/** Room for a long line, or for a few usual ones. */
const PROBE_BYTES = 4096;
const PROBE_ROWS = 8;

/** For plain files: looks at the times in the file itself, by halves, each place once. */
class ProbedIndex implements BlockIndex {
  count = Infinity;
  readonly #file: CandleFile;
  readonly #firstMs = new Map<number, TimestampMs>();

  constructor(file: CandleFile) {
    this.#file = file;
  }

  async find(atMs: TimestampMs): Promise<number> {
    let low = 0;
    let high = Math.ceil(this.#file.sizeBytes / BLOCK_BYTES);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      const firstMs = this.#firstMs.get(middle) ?? (await this.#probe(middle));
      // A place without a time is taken for later: reading begins earlier and passes it.
      if (firstMs <= atMs) low = middle;
      else high = middle;
    }
    return low;
  }

  learn(): void {}

  /** Time at the beginning of a block. */
  async #probe(ordinal: number): Promise<TimestampMs> {
    try {
      const handle = await open(this.#file.path);
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(PROBE_BYTES), 0, PROBE_BYTES, ordinal * BLOCK_BYTES);
        const firstMs = this.#firstTime(buffer.subarray(0, bytesRead));
        this.#firstMs.set(ordinal, firstMs);
        return firstMs;
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw fileFailure(this.#file.label, error);
    }
  }

  /** Infinity where no row shows a time. */
  #firstTime(bytes: Buffer): TimestampMs {
    const { delimiter, positions, time } = this.#file.layout;
    const lines = bytes.subarray(bytes.indexOf(LF) + 1).toString('latin1').split('\n');
    const times = lines.slice(0, -1).map((line) => timeOf((line.split(delimiter)[positions.time] ?? '').trim(), time));
    // The latest of a few rows: a broken one that shows too early a time must not make reading begin too late.
    const few = times.filter(Number.isFinite).slice(0, PROBE_ROWS);
    return few.length === 0 ? Infinity : Math.max(...few);
  }
}
