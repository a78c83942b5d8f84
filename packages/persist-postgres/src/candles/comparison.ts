import { candleAt, type CandleColumns, type CandleDifference, type Filled, type TimestampMs } from '@tradewright/core';
import type { RowRange } from './copy.ts';

const MOST_TOLD = 100;
const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;

/** Candles that came against those that are stored, both read once and in order. */
export class Comparison {
  /** Rows that are not stored yet. */
  readonly fresh: RowRange[] = [];
  readonly #got: CandleColumns;
  readonly #differences: CandleDifference[] = [];
  /** Rows before it are judged. */
  #row = 0;
  #added = 0;
  #mended = 0;
  #differing = 0;

  constructor(got: CandleColumns) {
    this.#got = got;
  }

  get filled(): Filled {
    return { added: this.#added, mended: this.#mended, differing: this.#differing, differences: this.#differences };
  }

  /** Nothing else is stored before an instant. @param isCovered - and the rows up to it are in a span that was covered before */
  passTo(atMs: TimestampMs, isCovered: boolean): void {
    const from = this.#row;
    const { openTimeMs, length } = this.#got;
    while (this.#row < length && openTimeMs[this.#row]! < atMs) this.#row++;
    if (this.#row === from) return;
    this.fresh.push([from, this.#row]);
    this.#added += this.#row - from;
    if (isCovered) this.#mended += this.#row - from;
  }

  /** The next stored candles of a covered span. */
  against(stored: CandleColumns): void {
    for (let row = 0; row < stored.length; row++) {
      const atMs = stored.openTimeMs[row]!;
      this.passTo(atMs, true);
      const isThere = this.#row < this.#got.length && this.#got.openTimeMs[this.#row] === atMs;
      const isSame = isThere && VALUES.every((name) => stored[name][row] === this.#got[name][this.#row]);
      if (!isSame) this.#differ({ stored: candleAt(stored, row), got: isThere ? candleAt(this.#got, this.#row) : null });
      if (isThere) this.#row++;
    }
  }

  #differ(difference: CandleDifference): void {
    this.#differing++;
    if (this.#differences.length < MOST_TOLD) this.#differences.push(difference);
  }
}
