import { intervalMs, type CandleColumns, type CandleStore, type SeriesKey, type TimestampMs } from '@tradewright/core';
import { RowBuffer } from './row-buffer.ts';

/** So many candles are kept by one fill. */
const CHUNK = 50_000;

/** Fills a store with pages that follow each other, in large pieces without a seam. */
export class ChunkedFill {
  readonly #store: CandleStore;
  readonly #key: SeriesKey;
  readonly #rows = new RowBuffer(CHUNK);
  /** The end of what is kept so far. */
  #fromMs: TimestampMs | undefined;
  added = 0;
  differing = 0;

  constructor(store: CandleStore, key: SeriesKey) {
    this.#store = store;
    this.#key = key;
  }

  async add(page: CandleColumns): Promise<void> {
    for (let from = 0; from < page.length; ) {
      from += this.#rows.take(page, from);
      if (this.#rows.isFull) await this.end();
    }
  }

  /** Keeps what has come since the last piece. */
  async end(): Promise<void> {
    const rows = this.#rows.empty();
    if (rows.length === 0) return;
    const { length, openTimeMs } = rows;
    const toMs = openTimeMs[length - 1]! + intervalMs(this.#key.interval);
    const { added, differing } = await this.#store.fill(this.#key, { fromMs: this.#fromMs ?? openTimeMs[0]!, toMs }, rows);
    this.added += added;
    this.differing += differing;
    this.#fromMs = toMs;
  }
}
