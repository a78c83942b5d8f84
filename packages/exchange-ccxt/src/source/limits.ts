import type { CcxtInstance } from '../library/ccxt-shape.ts';
import type { Series } from './pages.ts';

const UNTOLD = 500;

/** How many candles a request may ask for: what the user says, what ccxt tells, and what answers have shown. */
export class Limits {
  readonly #given: number | undefined;
  readonly #learned = new Map<string, number>();

  constructor(given: number | undefined) {
    this.#given = given;
  }

  of(series: Series, instance: CcxtInstance): number {
    return Math.min(this.#given ?? toldBy(instance, series), this.#learned.get(keyOf(series)) ?? Infinity);
  }

  /** An answer was shorter than asked for at its old end. */
  learn(series: Series, limit: number): void {
    this.#learned.set(keyOf(series), limit);
  }
}

function keyOf({ market, interval }: Series): string {
  return `${market.symbol} ${interval}`;
}

function toldBy(instance: CcxtInstance, { market }: Series): number {
  let told: unknown;
  try {
    told = instance.featureValue(market.symbol, 'fetchOHLCV', 'limit', UNTOLD);
  } catch {
    // ccxt does not know the features of every kind of market.
  }
  return typeof told === 'number' && told >= 1 ? Math.floor(told) : UNTOLD;
}
