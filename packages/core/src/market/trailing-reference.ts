import type { Price } from '../units.ts';

/** The anomaly rule looks back this many candles (decision 6). */
export const REFERENCE_CANDLES = 1000;

/**
 * The usual price: the upper median of the open, high, low and close of the last 1,000 candles, or their mean while
 * there are only a few. The exact figure costs a sort, so it is taken only when a cheap upper bound cannot decide.
 */
export class TrailingReference {
  readonly #factor: number;
  readonly #minForMedian: number;
  readonly #prices = new Float64Array(REFERENCE_CANDLES * 4);
  #count = 0;
  #next = 0;
  #olderMax = 0;
  #newerMax = 0;

  constructor(factor: number, minForMedian: number) {
    this.#factor = factor;
    this.#minForMedian = minForMedian;
  }

  /** Whether a price of `low` is near enough to the usual price. The median never exceeds the maximum. */
  allows(low: Price): boolean {
    const scaled = low * this.#factor;
    return (scaled >= this.#newerMax && scaled >= this.#olderMax) || low >= this.value() / this.#factor;
  }

  /** Remembers one accepted candle. */
  push(open: Price, high: Price, low: Price, close: Price): void {
    const at = this.#next * 4;
    this.#prices[at] = open;
    this.#prices[at + 1] = high;
    this.#prices[at + 2] = low;
    this.#prices[at + 3] = close;
    if (high > this.#newerMax) this.#newerMax = high;
    this.#count = this.#count < REFERENCE_CANDLES ? this.#count + 1 : REFERENCE_CANDLES;
    if (++this.#next === REFERENCE_CANDLES) {
      this.#next = 0;
      this.#olderMax = this.#newerMax;
      this.#newerMax = 0;
    }
  }

  /** The reference price; 0 before the first candle. */
  value(): Price {
    const filled = this.#prices.slice(0, this.#count * 4);
    if (this.#count === 0) return 0;
    if (this.#count < this.#minForMedian) return filled.reduce((sum, price) => sum + price, 0) / filled.length;
    return filled.sort()[Math.floor(filled.length / 2)]!;
  }
}
