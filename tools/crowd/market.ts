import { allocateColumns, type CandleColumns, type CandleRange, type CandleSource } from '@tradewright/core';
import { MINUTE_MS, START_MS } from './terms.ts';

/** A market that does nothing: positions end when their time is over. It begins shortly before the first tick. */
export class QuietMarket implements CandleSource {
  readonly name = 'quiet';
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async *candles({ fromMs, toMs }: CandleRange): AsyncGenerator<CandleColumns> {
    const beginMs = Math.max(fromMs, START_MS - 10 * MINUTE_MS);
    const endMs = Math.min(toMs, this.#nowMs());
    const length = Math.floor((endMs - beginMs) / MINUTE_MS);
    if (length <= 0) return;
    const columns = allocateColumns(length);
    for (let i = 0; i < length; i++) columns.openTimeMs[i] = beginMs + i * MINUTE_MS;
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) columns[name].fill(100);
    yield { length, ...columns };
  }
}
