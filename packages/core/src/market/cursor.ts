import type { Price, TimestampMs } from '../units.ts';
import type { PriceRange } from './candle.ts';
import type { CandleSeries } from './series.ts';

/**
 * One row of a series, read in place: a decision mostly needs two of its five figures, and each one read is a visit to
 * another column. Reused by its owner, valid until moved.
 */
export class CandleCursor implements PriceRange {
  readonly #series: CandleSeries;
  #row = 0;

  constructor(series: CandleSeries) {
    this.#series = series;
  }

  /** Moves to a row and returns itself. */
  at(row: number): this {
    this.#row = row;
    return this;
  }

  get openTimeMs(): TimestampMs {
    return this.#series.openTimeAt(this.#row);
  }

  get open(): Price {
    return this.#series.columns.open[this.#row]!;
  }

  get high(): Price {
    return this.#series.columns.high[this.#row]!;
  }

  get low(): Price {
    return this.#series.columns.low[this.#row]!;
  }

  get close(): Price {
    return this.#series.columns.close[this.#row]!;
  }
}
