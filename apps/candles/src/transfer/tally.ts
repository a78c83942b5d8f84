import type { CandleColumns, TimestampMs } from '@tradewright/core';

/** Counts candles as they pass by. */
export class Tally {
  candles = 0;
  firstMs: TimestampMs = Number.NaN;
  lastMs: TimestampMs = Number.NaN;
  readonly #onCandles: (count: number, untilMs: TimestampMs) => void;

  /** @param onCandles - how many so far, and the open time of the last one */
  constructor(onCandles: (count: number, untilMs: TimestampMs) => void) {
    this.#onCandles = onCandles;
  }

  async *over(pages: AsyncIterable<CandleColumns>): AsyncGenerator<CandleColumns> {
    for await (const page of pages) {
      if (page.length === 0) continue;
      if (this.candles === 0) this.firstMs = page.openTimeMs[0]!;
      this.lastMs = page.openTimeMs[page.length - 1]!;
      this.candles += page.length;
      yield page;
      this.#onCandles(this.candles, this.lastMs);
    }
  }
}
