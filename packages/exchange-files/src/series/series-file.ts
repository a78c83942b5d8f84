import type { CandleColumns, TimestampMs } from '@tradewright/core';
import { candleBlocks, type ReadOptions } from '../file/candle-blocks.ts';
import { isSeekable, type CandleFile } from '../file/candle-file.ts';
import { CANDLE_BYTES, type BlockCache } from './block-cache.ts';
import { blockIndex, type BlockIndex } from './block-index.ts';
import { copyOf, lastTimeOf } from './rows.ts';

/** How much is decoded ahead where a reader can begin anywhere, so that small questions in a row do not open the file each. */
const AHEAD_BYTES = 1_048_576;

/** A file of a series with what is remembered about it: where instants lie, and decoded blocks. */
export class SeriesFile {
  readonly file: CandleFile;
  readonly #index: BlockIndex;
  readonly #cache: BlockCache;
  #loading: Promise<unknown> | undefined;

  constructor(file: CandleFile, cache: BlockCache) {
    this.file = file;
    this.#index = blockIndex(file);
    this.#cache = cache;
  }

  /** Pages from the one on that may hold the first candle at or after an instant; the arrays are used again for each page. */
  async *stream(fromMs: TimestampMs, options: ReadOptions): AsyncGenerator<CandleColumns> {
    const first = isSeekable(this.file) ? await this.#index.find(fromMs) : 0;
    for await (const { ordinal, columns } of candleBlocks(this.file, first, options)) {
      this.#index.learn(ordinal, lastTimeOf(columns));
      if (lastTimeOf(columns) >= fromMs) yield columns;
    }
  }

  /** The same pages out of memory; what is not there yet is read first. No file is open while a page is out. */
  async *recall(fromMs: TimestampMs, options: ReadOptions): AsyncGenerator<CandleColumns> {
    let ordinal = await this.#index.find(fromMs);
    while (ordinal < this.#index.count) {
      const columns = this.#cache.get(this.file, ordinal) ?? (await this.#load(ordinal, fromMs, options));
      if (columns === undefined) return;
      const found = lastTimeOf(columns) >= fromMs;
      if (found) yield columns;
      ordinal = found ? ordinal + 1 : Math.max(ordinal + 1, await this.#index.find(fromMs));
    }
  }

  /** Time of the last candle; a packed file is read to its end for it. */
  async lastTime(options: ReadOptions): Promise<TimestampMs> {
    let lastMs = this.file.firstMs;
    const first = isSeekable(this.file) ? await this.#index.find(Infinity) : 0;
    for await (const { columns } of candleBlocks(this.file, first, options)) lastMs = Math.max(lastMs, lastTimeOf(columns));
    return lastMs;
  }

  /** Reads a block into memory with what follows it; undefined behind the end. Two questions do not read the same. */
  async #load(ordinal: number, fromMs: TimestampMs, options: ReadOptions): Promise<CandleColumns | undefined> {
    while (this.#loading !== undefined) {
      // What went wrong for another question is that question's matter.
      await this.#loading.catch(() => undefined);
      const found = this.#cache.get(this.file, ordinal);
      if (found !== undefined) return found;
    }
    const loading = this.#decode(ordinal, fromMs, options);
    this.#loading = loading;
    try {
      return await loading;
    } finally {
      this.#loading = undefined;
    }
  }

  async #decode(wanted: number, fromMs: TimestampMs, options: ReadOptions): Promise<CandleColumns | undefined> {
    const seekable = isSeekable(this.file);
    const half = this.#cache.limitBytes / 2;
    let aheadBytes = seekable ? Math.min(AHEAD_BYTES, half) : half;
    let answer: CandleColumns | undefined;
    let last = -1;
    for await (const { ordinal, columns } of candleBlocks(this.file, seekable ? wanted : 0, options)) {
      last = ordinal;
      this.#index.learn(ordinal, lastTimeOf(columns));
      const ahead = ordinal >= wanted && lastTimeOf(columns) >= fromMs;
      // Blocks on the way to the one wanted stay only where nothing else has to leave for them.
      if (ordinal === wanted || ahead || this.#cache.hasRoom(columns)) {
        const own = copyOf(columns);
        if (ordinal === wanted) answer = own;
        this.#cache.put(this.file, ordinal, own);
      }
      if (ahead) aheadBytes -= columns.length * CANDLE_BYTES;
      if (aheadBytes <= 0) return answer;
    }
    if (options.cancel?.aborted !== true) this.#index.count = Math.max(last + 1, wanted);
    return answer;
  }
}
