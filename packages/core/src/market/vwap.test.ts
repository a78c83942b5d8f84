import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCandles } from '../testing/random-candles.ts';
import type { Candle } from './candle.ts';
import { columnsOf } from './columns.ts';
import { CandleSeries } from './series.ts';
import { DEFAULT_VWAP, vwapAt, type VwapWindow } from './vwap.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2024, 0, 1);
const candle = (n: number, price: number, volume: number): Candle => ({ openTimeMs: T0 + n * MINUTE, open: price, high: price, low: price, close: price, volume });

/** Decision 5 word for word: candles of the window's interval that have closed, typical price by volume. */
function formula(candles: readonly Candle[], atMs: number, { count, intervalMs }: VwapWindow): number {
  const until = Math.floor(atMs / intervalMs) * intervalMs;
  const inside = candles.filter(({ openTimeMs }) => openTimeMs >= until - count * intervalMs && openTimeMs + MINUTE <= until);
  const groups = new Set(inside.map(({ openTimeMs }) => Math.floor(openTimeMs / intervalMs)));
  const parts = [...groups].map((key) => {
    const group = inside.filter(({ openTimeMs }) => Math.floor(openTimeMs / intervalMs) === key);
    const [high, low, close] = [Math.max(...group.map((one) => one.high)), Math.min(...group.map((one) => one.low)), group.at(-1)!.close];
    return { typical: (high + low + close) / 3, close, volume: group.reduce((sum, one) => sum + one.volume, 0) };
  });
  const volume = parts.reduce((sum, part) => sum + part.volume, 0);
  return volume > 0 ? parts.reduce((sum, part) => sum + part.typical * part.volume, 0) / volume : parts.reduce((sum, part) => sum + part.close, 0) / parts.length;
}

function at(candles: readonly Candle[], n: number, window: VwapWindow = DEFAULT_VWAP): number {
  const closed = candles.filter(({ openTimeMs }) => openTimeMs + MINUTE <= T0 + n * MINUTE).length;
  return vwapAt(columnsOf(candles), closed, T0 + n * MINUTE, MINUTE, window);
}

describe('the VWAP', () => {
  it('weighs prices by volume', () => {
    expect(at([candle(0, 100, 1), candle(1, 110, 3)], 2)).toBe(107.5);
  });

  it('takes the mean of high, low and close for the price of a candle', () => {
    expect(at([{ openTimeMs: T0, open: 1, high: 120, low: 90, close: 105, volume: 2 }], 1)).toBe(105);
  });

  it('looks at the last five candles, no more', () => {
    const candles = [candle(0, 1e6, 1), ...[1, 2, 3, 4, 5].map((n) => candle(n, 100, 1))];
    expect(at(candles, 6)).toBe(100);
  });

  it('looks at a window of time: a candle that is missing is not replaced by an older one', () => {
    expect(at([candle(0, 50, 1), candle(1, 60, 1), candle(4, 100, 1), candle(6, 104, 1)], 7)).toBe(102);
  });

  it('is the mean of closes where nothing was traded', () => {
    expect(at([candle(0, 100, 0), candle(1, 110, 0), candle(2, 120, 0)], 3)).toBe(110);
  });

  it('is no number where the window holds no candle', () => {
    expect([at([], 5), at([candle(0, 100, 1)], 6)]).toEqual([NaN, NaN]);
  });

  it('still holds a candle five minutes after it opened', () => {
    expect(at([candle(0, 100, 1)], 5)).toBe(100);
  });

  it('does not see a candle that has not closed', () => {
    expect(vwapAt(columnsOf([candle(0, 100, 1), candle(1, 999, 1)]), 1, T0 + 1.5 * MINUTE, MINUTE, DEFAULT_VWAP)).toBe(100);
  });

  it('goes on unbroken while the series forgets', () => {
    const candles = randomCandles({ seed: 34, count: 9000, gapChance: 0.01 });
    const series = new CandleSeries();
    for (let i = 0; i < candles.length; i += 100) {
      series.release(series.dropped + series.length - 10);
      series.append(columnsOf(candles.slice(i, i + 100)));
    }
    const whole = CandleSeries.over(columnsOf(candles));
    expect([series.dropped > 0, series.vwap.slice(0, series.length)]).toEqual([true, whole.vwap.slice(series.dropped, whole.length)]);
  });

  it('does not drift over years: the value depends on its window alone', () => {
    const giants = Array.from({ length: 5000 }, (_, n) => candle(n, 1e9, 1e12));
    const tiny = [1, 2, 3, 4, 5].map((n) => candle(4999 + n, 0.1, 1e-6));
    const series = CandleSeries.over(columnsOf([...giants, ...tiny]), { check: { anomalyFactor: 1e15 } });
    expect(series.vwap[5004]).toBeCloseTo(0.1, 15);
  });
});

const WINDOWS: readonly (readonly [string, VwapWindow])[] = [
  ['five one-minute candles', DEFAULT_VWAP],
  ['one one-minute candle', { count: 1, intervalMs: MINUTE }],
  ['twenty one-minute candles', { count: 20, intervalMs: MINUTE }],
  ['three five-minute candles', { count: 3, intervalMs: 5 * MINUTE }],
  ['one hourly candle', { count: 1, intervalMs: 60 * MINUTE }],
];
const PATHS: readonly (readonly [string, Candle[]])[] = [
  ['without gaps', randomCandles({ seed: 31, count: 600 })],
  ['with gaps', randomCandles({ seed: 32, count: 600, gapChance: 0.1 })],
  ['hardly traded', randomCandles({ seed: 33, count: 600, quietChance: 0.9, gapChance: 0.05 })],
];

describe.each(WINDOWS)('over %s', (_window, vwap) => {
  describe.each(PATHS)('of a path %s', (_path, candles) => {
    it.each([600, 37])('the column beside the candles is the formula at each close, in pages of %s', (page) => {
      const series = new CandleSeries({ vwap });
      for (let i = 0; i < candles.length; i += page) series.append(columnsOf(candles.slice(i, i + page)));
      const expected = candles.map(({ openTimeMs }) => formula(candles, openTimeMs + MINUTE, vwap));
      const worst = expected.reduce((most, price, i) => (Number.isNaN(price) && Number.isNaN(series.vwap[i]!) ? most : Math.max(most, Math.abs(series.vwap[i]! / price - 1))), 0);
      expect(worst).toBeLessThan(1e-12);
    });

    it('the price at any instant is the formula', () => {
      const series = CandleSeries.over(columnsOf(candles), { vwap });
      const [first, last] = [candles[0]!.openTimeMs, candles.at(-1)!.openTimeMs];
      fc.assert(fc.property(fc.oneof(fc.integer({ min: first - 10 * MINUTE, max: last + 90 * MINUTE }), fc.nat(700).map((n) => first + n * MINUTE)), (atMs) => {
        const [actual, expected] = [series.vwapAt(atMs, series.closedBy(atMs)), formula(candles, atMs, vwap)];
        expect(Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual / expected - 1) < 1e-12).toBe(true);
      }), { numRuns: 100 });
    });
  });
});
