import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCandles } from '../testing/random-candles.ts';
import type { Candle } from './candle.ts';
import { columnsOf } from './columns.ts';
import { CandleCursor } from './cursor.ts';
import { CandleSeries } from './series.ts';

const MINUTE = 60_000;

/** The series, and the candles it should hold. */
interface Kept {
  readonly series: CandleSeries;
  readonly candles: readonly Candle[];
}

function streamed(candles: readonly Candle[], keep = Infinity): Kept {
  const series = new CandleSeries();
  for (let at = 0; at < candles.length; at += 500) {
    if (keep < Infinity) series.release(series.dropped + series.length - keep);
    series.append(columnsOf(candles.slice(at, at + 500)));
  }
  return { series, candles: candles.slice(series.dropped) };
}

const whole = randomCandles({ seed: 21, count: 11_000 });
const gappy = randomCandles({ seed: 22, count: 11_000, gapChance: 0.01 });
const gapOnceLongAgo = whole.map((candle, i) => (i < 300 ? { ...candle, openTimeMs: candle.openTimeMs - 7 * MINUTE } : candle));
const gapAtLast = whole.map((candle, i) => (i > 10_900 ? { ...candle, openTimeMs: candle.openTimeMs + 500 * MINUTE } : candle));

const KINDS: readonly (readonly [string, Kept])[] = [
  ['without gaps', streamed(whole)],
  ['with gaps', streamed(gappy)],
  ['with one gap long ago', streamed(gapOnceLongAgo)],
  ['with a gap near its end', streamed(gapAtLast)],
  ['without gaps, after it forgot', streamed(whole, 100)],
  ['with gaps, after it forgot', streamed(gappy, 100)],
  ['that forgot its only gap', streamed(gapOnceLongAgo, 100)],
  ['with one candle', streamed(whole.slice(0, 1))],
  ['with none', streamed([])],
];

describe.each(KINDS)('a series %s', (_name, { series, candles }) => {
  const from = candles[0]?.openTimeMs ?? Date.UTC(2024, 0, 1);
  const until = (candles.at(-1)?.openTimeMs ?? from) + MINUTE;
  const atMs = fc.oneof(
    fc.integer({ min: from - 5 * MINUTE, max: until + 5 * MINUTE }),
    fc.nat(Math.max(0, candles.length - 1)).chain((i) => fc.constantFrom(-1, 0, 1, MINUTE - 1, MINUTE, MINUTE + 1).map((ms) => (candles[i]?.openTimeMs ?? from) + ms)),
  );

  it('knows how many candles have closed by an instant', () => {
    fc.assert(fc.property(atMs, (ms) => {
      expect(series.closedBy(ms)).toBe(candles.filter(({ openTimeMs }) => openTimeMs + MINUTE <= ms).length);
    }), { numRuns: 150 });
  });

  it.each([[-Infinity, 0], [0, 0], [Infinity, candles.length]])('knows how many have closed by %s', (ms, closed) => {
    expect(series.closedBy(ms)).toBe(closed);
  });

  it('knows when each candle opened', () => {
    expect(candles.map((_, row) => series.openTimeAt(row))).toEqual(candles.map(({ openTimeMs }) => openTimeMs));
  });

  it('finds extremes and touches as a plain search does', () => {
    fc.assert(fc.property(fc.nat(candles.length), fc.nat(candles.length), fc.double({ min: 40, max: 250, noNaN: true }), (a, b, level) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const part = candles.slice(first, last);
      const touch = part.findIndex(({ high, low }) => high >= level || low <= level * 0.97);
      expect(series.firstRangeTouch(first, last, level, level * 0.97)).toBe(touch === -1 ? last : first + touch);
      expect({ ...series.extremes(first, last) }).toEqual({ high: Math.max(...part.map(({ high }) => high)), low: Math.min(...part.map(({ low }) => low)) });
    }), { numRuns: 60 });
  });
});

describe('a touch by the VWAP', () => {
  it.each([0, 3000])('is found as a plain search does, asked first after %s candles', (asked) => {
    const series = CandleSeries.over(columnsOf(whole.slice(0, asked)));
    series.firstVwapTouch(0, asked, 1e9, 0);
    for (let at = asked; at < whole.length; at += 500) {
      series.release(series.dropped + series.length - 100);
      series.append(columnsOf(whole.slice(at, at + 500)));
    }
    const prices = series.vwap.subarray(0, series.length);
    fc.assert(fc.property(fc.nat(series.length), fc.double({ min: 40, max: 250, noNaN: true }), (from, level) => {
      const touch = prices.findIndex((price, i) => i >= from && (price >= level || price <= level * 0.99));
      expect(series.firstVwapTouch(from, series.length, level, level * 0.99)).toBe(touch === -1 ? series.length : touch);
    }), { numRuns: 100 });
  });
});

describe('a cursor', () => {
  it('reads one row in place, and moves', () => {
    const { series, candles } = streamed(gappy, 100);
    const cursor = new CandleCursor(series);
    const read = [3, 40, 0].map((row) => {
      const { openTimeMs, open, high, low, close } = cursor.at(row);
      return { openTimeMs, open, high, low, close, volume: candles[row]!.volume };
    });
    expect(read).toEqual([candles[3], candles[40], candles[0]]);
  });
});
