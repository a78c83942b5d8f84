import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/random.ts';
import type { Candle } from './candle.ts';
import { CandleCheck, type CheckOptions } from './check.ts';
import { columnsOf } from './columns.ts';
import { REFERENCE_CANDLES } from './trailing-reference.ts';

// The usual price is seen from outside: a flat candle at a price is let through exactly when it is not too far below it.

const STEP = 60_000;
const FACTOR = 1000;
type Prices = readonly [number, number, number, number];

const flat = (price: number): Prices => [price, price, price, price];
const candleOf = ([open, high, low, close]: Prices, n: number): Candle => ({ openTimeMs: (n + 1) * STEP, open, high, low, close, volume: 1 });

/** The rule as it is written: the upper median of the last 1,000 candles' prices, the mean while there are few. */
function usualPrice(candles: readonly Prices[], minForMedian = 5): number {
  const prices = candles.slice(-REFERENCE_CANDLES).flat().sort((a, b) => a - b);
  if (prices.length === 0) return 0;
  return candles.length < minForMedian ? prices.reduce((sum, price) => sum + price, 0) / prices.length : prices[Math.floor(prices.length / 2)]!;
}

/** Whether a flat candle at `price` passes behind the others, which are taken in page by page. */
function passes(history: readonly Prices[], price: number, page = 700, options: CheckOptions = {}): boolean {
  const check = new CandleCheck(STEP, { anomalyFactor: FACTOR, ...options });
  const columns = columnsOf([...history, flat(price)].map(candleOf));
  for (let at = 0; at < history.length; at += page) expect(check.accept(columns, at, Math.min(at + page, history.length))).toBe(Math.min(at + page, history.length));
  return check.accept(columns, history.length, history.length + 1) > history.length;
}

/** A price that jumps about over two decades, so that no cheap bound is right for long, and no candle is an anomaly. */
function jumpy(seed: number, count: number): Prices[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const base = 10 ** (random() * 2);
    return [base, base * (1 + random()), base * (0.75 - random() / 4), base * (1 - random() / 4)] as const;
  });
}

/** Just inside and just outside of what is allowed. */
const around = (usual: number): [number, number] => [(usual / FACTOR) * (1 + 1e-9), (usual / FACTOR) * (1 - 1e-9)];

describe('the usual price', () => {
  it('is nothing before the first candle: everything passes', () => {
    expect(passes([], 1e-12)).toBe(true);
  });

  it.each<[string, Prices[], number, CheckOptions]>([
    ['the mean of four prices a candle while there are few', [[1, 8, 1, 2], [1, 4, 1, 2]], 20 / 8, {}],
    ['the mean of four candles', [flat(1), flat(1), flat(1), flat(97)], 25, {}],
    ['the upper median of five', [[1, 9, 1, 2], [1, 9, 1, 2], [1, 9, 1, 2], [1, 9, 1, 2], [1, 9, 1, 2]], 2, {}],
    ['the median from as many candles on as one is told', [[1, 44, 1, 2], [1, 44, 1, 2], [1, 44, 1, 2], [1, 44, 1, 2]], 2, { minForMedian: 4 }],
    ['the price of the last 1,000 candles, whatever it was before', [...Array.from({ length: 1500 }, () => flat(100)), ...Array.from({ length: 1000 }, () => flat(1))], 1, {}],
    ['still the older price while that is half of the 1,000', [...Array.from({ length: 900 }, () => flat(100)), ...Array.from({ length: 500 }, () => flat(1))], 100, {}],
  ])('is %s', (_name, history, usual, options) => {
    expect(around(usual).map((price) => passes(history, price, 700, options))).toEqual([true, false]);
  });

  it.each([999, 1000, 1001, 1500, 2000, 2300, 4100])('looks back 1,000 candles, no more: after %s', (count) => {
    const history = jumpy(count, count);
    expect(around(usualPrice(history)).map((price) => passes(history, price))).toEqual([true, false]);
  });

  it('is the same in whatever pages the candles came, for any price', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.integer({ min: 0, max: 2500 }), fc.constantFrom(1, 13, 1000, 1024, 5000), fc.double({ min: 0.5, max: 1.5, noNaN: true }), (seed, count, page, share) => {
      const history = jumpy(seed, count);
      const price = Math.max(1e-9, (usualPrice(history) / FACTOR) * share);
      expect(passes(history, price, page)).toBe(price >= usualPrice(history) / FACTOR);
    }), { numRuns: 40 });
  });

  it('is named where a candle is refused', () => {
    const check = new CandleCheck(STEP, { anomalyFactor: FACTOR });
    const columns = columnsOf([...Array.from({ length: 6 }, () => flat(100)), flat(0.05)].map(candleOf));
    expect(check.explain(columns, check.accept(columns, 0, 7)).detail).toMatch(/usual price 100$/);
  });
});
