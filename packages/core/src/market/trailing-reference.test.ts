import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/random.ts';
import { REFERENCE_CANDLES, TrailingReference } from './trailing-reference.ts';

type Prices = readonly [number, number, number, number];

/** The rule as it is written: the upper median of the last 1,000 candles' prices, the mean while there are few. */
function usualPrice(candles: readonly Prices[], minForMedian: number): number {
  const prices = candles.slice(-REFERENCE_CANDLES).flat().sort((a, b) => a - b);
  if (prices.length === 0) return 0;
  return candles.length < minForMedian ? prices.reduce((sum, price) => sum + price, 0) / prices.length : prices[Math.floor(prices.length / 2)]!;
}

function fed(candles: readonly Prices[], factor = 10, minForMedian = 5): TrailingReference {
  const reference = new TrailingReference(factor, minForMedian);
  for (const candle of candles) reference.push(...candle);
  return reference;
}

/** A price that drifts, jumps a hundredfold and comes back, so that no cheap bound is ever right for long. */
function jumpy(seed: number, count: number): Prices[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const base = 10 ** (random() * 3);
    return [base, base * (1 + random()), base * (1 - random() / 2), base * (1 + random() / 4)] as const;
  });
}

describe('the usual price', () => {
  it('is nothing before the first candle, and everything is allowed', () => {
    expect([fed([]).value(), fed([]).allows(1e-9)]).toEqual([0, true]);
  });

  it('is the mean of four prices a candle while there are few', () => {
    expect(fed([[1, 8, 1, 2], [1, 4, 1, 2]]).value()).toBe(20 / 8);
  });

  it('is the upper median from the fifth candle on', () => {
    expect(fed([[1, 9, 1, 2], [1, 9, 1, 2], [1, 9, 1, 2], [1, 9, 1, 2], [1, 9, 1, 2]]).value()).toBe(2);
  });

  it.each([[4, 2], [5, 12]])('of four candles, with the median taken from %s on, is %s', (minForMedian, expected) => {
    expect(fed([[1, 44, 1, 2], [1, 44, 1, 2], [1, 44, 1, 2], [1, 44, 1, 2]], 10, minForMedian).value()).toBe(expected);
  });

  it.each([999, 1000, 1001, 1500, 2000, 2300])('looks back 1,000 candles, no more: after %s', (count) => {
    const candles = jumpy(count, count);
    expect(fed(candles).value()).toBe(usualPrice(candles, 5));
  });

  it('forgets the prices of long ago', () => {
    const candles = [...Array.from({ length: 1000 }, (): Prices => [1000, 1000, 1000, 1000]), ...Array.from({ length: 1000 }, (): Prices => [1, 1, 1, 1])];
    expect(fed(candles).value()).toBe(1);
  });
});

describe('a low price', () => {
  it('is allowed exactly when it is not below the usual price / factor', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.integer({ min: 0, max: 2500 }), fc.constantFrom(2, 10, 1000), fc.double({ min: 0.001, max: 1000, noNaN: true }), (seed, count, factor, low) => {
      const candles = jumpy(seed, count);
      expect(fed(candles, factor).allows(low)).toBe(low >= usualPrice(candles, 5) / factor);
    }), { numRuns: 60 });
  });

  it.each([[10, true], [9.99, false]])('of %s against a usual price of 100 and a factor of 10 is allowed: %s', (low, allowed) => {
    expect(fed(Array.from({ length: 5 }, (): Prices => [100, 100, 100, 100])).allows(low)).toBe(allowed);
  });

  it('is judged by the last 1,000 candles, not by a maximum of before', () => {
    const candles = [...Array.from({ length: 1500 }, (): Prices => [1000, 1000, 1000, 1000]), ...Array.from({ length: 1000 }, (): Prices => [1, 1, 1, 1])];
    expect([fed(candles).allows(0.1), fed(candles).allows(0.09)]).toEqual([true, false]);
  });
});
