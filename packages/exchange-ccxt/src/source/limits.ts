import type { CcxtInstance } from '../library/ccxt-shape.ts';
import type { Series } from './pages.ts';

const UNTOLD = 500;

/** How many candles a request may ask for: what the user says, or what ccxt tells. */
export class Limits {
  readonly #given: number | undefined;

  constructor(given: number | undefined) {
    this.#given = given;
  }

  of(series: Series, instance: CcxtInstance): number {
    return this.#given ?? toldBy(instance, series);
  }
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
