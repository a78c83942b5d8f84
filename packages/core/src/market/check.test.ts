import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCandles } from '../testing/random-candles.ts';
import type { Candle } from './candle.ts';
import { CandleCheck } from './check.ts';
import { columnsOf } from './columns.ts';

const T0 = Date.UTC(2024, 0, 1);
const STEP = 60_000;
const good = (n: number, over: Partial<Candle> = {}): Candle => ({ openTimeMs: T0 + n * STEP, open: 100, high: 102, low: 98, close: 101, volume: 5, ...over });

/** Accepts five good candles, then the one in question. */
function verdictOn(candle: Candle, options?: { anomalyFactor?: number; minForMedian?: number }): string {
  const check = new CandleCheck(STEP, options);
  const columns = columnsOf([0, 1, 2, 3, 4].map((n) => good(n)).concat(candle));
  const row = check.accept(columns, 0, 6);
  return row === 6 ? 'accepted' : row === 5 ? check.explain(columns, 5).rule : `row ${row}`;
}

describe('a candle behind five good ones', () => {
  it.each([
    ['all right', {}, 'accepted'],
    ['flat and untraded', { open: 98, high: 98, low: 98, close: 98, volume: 0 }, 'accepted'],
    ['after a gap', { openTimeMs: T0 + 900 * STEP }, 'accepted'],
    ['at the same time as the last', { openTimeMs: T0 + 4 * STEP }, 'duplicate'],
    ['before the last', { openTimeMs: T0 + 3 * STEP }, 'order'],
    ['off the minute', { openTimeMs: T0 + 5 * STEP + 1 }, 'timestamp'],
    ['off the minute and early', { openTimeMs: T0 + 1 }, 'timestamp'],
    ['at a fraction of a millisecond', { openTimeMs: T0 + 5 * STEP + 0.5 }, 'timestamp'],
    ['at no time', { openTimeMs: NaN }, 'timestamp'],
    ['at time zero', { openTimeMs: 0 }, 'timestamp'],
    ['before the epoch', { openTimeMs: -STEP }, 'timestamp'],
    ['beyond what a Date can hold', { openTimeMs: 9e15 }, 'timestamp'],
    ['at an infinite time', { openTimeMs: Infinity }, 'timestamp'],
    ['without an open', { open: NaN }, 'finite'],
    ['without a high', { high: NaN }, 'finite'],
    ['without a low', { low: NaN }, 'finite'],
    ['without a close', { close: NaN }, 'finite'],
    ['without a volume', { volume: NaN }, 'finite'],
    ['infinitely high', { high: Infinity }, 'finite'],
    ['infinitely low', { low: -Infinity }, 'finite'],
    ['infinitely traded', { volume: Infinity }, 'finite'],
    ['with a free open', { open: 0, low: 0 }, 'positive'],
    ['with a low of zero', { low: 0 }, 'positive'],
    ['with a negative low', { low: -98 }, 'positive'],
    ['with a negative close', { close: -1 }, 'positive'],
    ['with negative volume', { volume: -1 }, 'volume'],
    ['with its high below the open', { high: 99.5, close: 99 }, 'high'],
    ['with its high below the close', { high: 100.5 }, 'high'],
    ['with its high below the low', { high: 97 }, 'high'],
    ['with its low above the open', { low: 100.5 }, 'low'],
    ['with its low above the close', { open: 102, low: 101.5 }, 'low'],
    ['anomalously low', { low: 0.09 }, 'anomaly'],
    ['low, but not below price / factor', { low: 0.101 }, 'accepted'],
    ['anomalously high, which is nobody\'s rule', { high: 1e6 }, 'accepted'],
  ] as const)('that is %s: %s', (_name, over, verdict) => {
    expect(verdictOn(good(5, over))).toBe(verdict);
  });

  it.each([
    [2, 40, 'anomaly'],
    [2, 51, 'accepted'],
    [3, 40, 'accepted'],
  ])('with a factor of %s and a low of %s: %s', (anomalyFactor, low, verdict) => {
    expect(verdictOn(good(5, { low }), { anomalyFactor })).toBe(verdict);
  });
});

describe('a check', () => {
  it.each([-Infinity, Infinity, Number.NaN, 0, -60_000])('cannot begin at %s', (openTimeMs) => {
    const columns = columnsOf([{ openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 }]);
    expect(new CandleCheck(60_000).accept(columns, 0, 1)).toBe(0);
  });

  it('begins wherever it likes, as long as that is aligned', () => {
    expect([good(0), good(0, { openTimeMs: STEP }), good(0, { openTimeMs: STEP + 1 })].map((candle) => new CandleCheck(STEP).accept(columnsOf([candle]), 0, 1))).toEqual([1, 1, 0]);
  });

  it('goes on behind what it accepted in an earlier page', () => {
    const check = new CandleCheck(STEP);
    check.accept(columnsOf([good(0), good(1)]), 0, 2);
    expect(check.accept(columnsOf([good(1)]), 0, 1)).toBe(0);
  });

  it('remembers the candles before a broken one', () => {
    const check = new CandleCheck(STEP);
    const columns = columnsOf([good(0), good(1), good(2, { low: NaN })]);
    check.accept(columns, 0, 3);
    expect(check.accept(columnsOf([good(2)]), 0, 1)).toBe(1);
  });

  it('tells the row, the time and the rule, and speaks in UTC', () => {
    const check = new CandleCheck(STEP);
    const columns = columnsOf([good(0), good(1, { high: 90 })]);
    expect(check.explain(columns, check.accept(columns, 0, 2))).toEqual({
      row: 1, openTimeMs: T0 + STEP, rule: 'high', detail: 'candle 2024-01-01T00:01:00.000Z: high is not the highest of open 100, high 90, low 98, close 101',
    });
  });

  it('agrees with a plain reading of the rules on every field broken in any way', () => {
    const candles = randomCandles({ seed: 3, count: 60, gapChance: 0.1 });
    const field = fc.constantFrom<keyof Candle>('openTimeMs', 'open', 'high', 'low', 'close', 'volume');
    const value = fc.oneof(fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, -1, 0.01, 1e-9, 100, T0 + 30 * STEP, T0 + 90 * STEP), fc.double({ noNaN: true, min: -10, max: 300 }));
    fc.assert(fc.property(fc.nat(59), field, value, (at, name, broken) => {
      const given = candles.map((candle, i) => (i === at ? { ...candle, [name]: broken } : candle));
      const naive = given.findIndex((candle, i) => !isSound(candle, given.slice(0, i)));
      expect(new CandleCheck(STEP).accept(columnsOf(given), 0, 60)).toBe(naive === -1 ? 60 : naive);
    }), { numRuns: 500 });
  });
});

function isSound({ openTimeMs: t, open, high, low, close, volume }: Candle, before: readonly Candle[]): boolean {
  if (!(Number.isInteger(t) && t > 0 && t % STEP === 0 && t > (before.at(-1)?.openTimeMs ?? 0))) return false;
  if (![open, high, low, close].every((price) => Number.isFinite(price) && price > 0) || !(Number.isFinite(volume) && volume >= 0)) return false;
  if (high < Math.max(open, low, close) || low > Math.min(open, high, close)) return false;
  const prices = before.flatMap((candle) => [candle.open, candle.high, candle.low, candle.close]).sort((a, b) => a - b);
  if (prices.length === 0) return true;
  const usual = before.length < 5 ? prices.reduce((a, b) => a + b) / prices.length : prices[Math.floor(prices.length / 2)]!;
  return low >= usual / 1000;
}
