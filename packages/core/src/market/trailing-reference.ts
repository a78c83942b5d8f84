import type { Price } from '../units.ts';
import type { CandleColumns } from './columns.ts';

/** The anomaly rule looks back this many candles (decision 6). */
export const REFERENCE_CANDLES = 1000;

const NOTHING = new Float64Array(0);

const COLUMNS = ['open', 'high', 'low', 'close'] as const;

type Prices = Pick<CandleColumns, (typeof COLUMNS)[number]>;

/**
 * The usual price: the upper median of the open, high, low and close of the last 1,000 candles, or their mean while
 * there are only a few. The exact figure costs a sort, so it is taken only when a cheap upper bound cannot decide: the
 * median never exceeds the maximum, and a maximum over 1,000 to 2,000 candles is kept by two stretches.
 *
 * Candles come in stretches of columns: `from` is where the current one begins, `keep` remembers its end for the next.
 */
export class TrailingReference {
  readonly #factor: number;
  readonly #minForMedian: number;
  readonly #kept: Record<keyof Prices, Float64Array> = { open: NOTHING, high: NOTHING, low: NOTHING, close: NOTHING };
  #count = 0;
  #olderMax = 0;
  #newerMax = 0;
  #inNewer = 0;

  constructor(factor: number, minForMedian: number) {
    this.#factor = factor;
    this.#minForMedian = minForMedian;
  }

  /** The reference is not above this: a low of at least bound / factor cannot be an anomaly, one below it may be. */
  get bound(): Price {
    return Math.max(this.#olderMax, this.#newerMax);
  }

  /** How many candles may be taken in before `bound` has to be read again. */
  get stretch(): number {
    return REFERENCE_CANDLES - this.#inNewer;
  }

  /** Takes in `count` candles, at most `stretch`, of which `max` is the highest. */
  widen(max: Price, count: number): void {
    if (max > this.#newerMax) this.#newerMax = max;
    this.#inNewer += count;
    if (this.#inNewer < REFERENCE_CANDLES) return;
    this.#olderMax = this.#newerMax;
    this.#newerMax = 0;
    this.#inNewer = 0;
  }

  /** The exact rule for the candle at `row` of a stretch that begins at `from`. */
  allows(c: Prices, from: number, row: number): boolean {
    // Mostly the bound decides, and spares the sort.
    return c.low[row]! * this.#factor >= this.bound || c.low[row]! >= this.value(c, from, row) / this.#factor;
  }

  /** The reference price before the candle at `row`; 0 before the first candle. */
  value(c: Prices, from: number, row: number): Price {
    const fresh = Math.min(REFERENCE_CANDLES, row - from);
    const before = Math.min(REFERENCE_CANDLES - fresh, this.#count);
    const prices: number[] = [];
    for (const column of COLUMNS) prices.push(...this.#kept[column].subarray(this.#count - before, this.#count), ...c[column].subarray(row - fresh, row));
    if (prices.length === 0) return 0;
    if (fresh + before < this.#minForMedian) return prices.reduce((sum, price) => sum + price, 0) / prices.length;
    return prices.sort((a, b) => a - b)[Math.floor(prices.length / 2)]!;
  }

  /** Remembers the newest candles of the stretch `[from, to)` beyond the life of its columns. */
  keep(c: Prices, from: number, to: number): void {
    const fresh = Math.min(REFERENCE_CANDLES, to - from);
    const older = Math.min(REFERENCE_CANDLES - fresh, this.#count);
    for (const column of COLUMNS) {
      const kept = roomy(this.#kept[column], older + fresh);
      this.#kept[column] = kept;
      if (older > 0) kept.copyWithin(0, this.#count - older, this.#count);
      kept.set(c[column].subarray(to - fresh, to), older);
    }
    this.#count = older + fresh;
  }
}

/** The same prices with room for `count`: short series, of which a run may have many, never need all of it. */
function roomy(prices: Float64Array, count: number): Float64Array {
  if (count <= prices.length) return prices;
  const larger = new Float64Array(Math.min(REFERENCE_CANDLES, count * 2));
  larger.set(prices);
  return larger;
}
