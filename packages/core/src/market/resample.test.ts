import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCandles } from '../testing/random-candles.ts';
import type { Candle } from './candle.ts';
import { candleAt, columnsOf } from './columns.ts';
import { alignUp, intervalMs, type Interval } from './interval.ts';
import { Resampler } from './resample.ts';
import { CandleSeries } from './series.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2024, 0, 1);
const minutes = (...ns: number[]): Candle[] => ns.map((n) => ({ openTimeMs: T0 + n * MINUTE, open: 100 + n, high: 101 + n, low: 99 + n, close: 100.5 + n, volume: n + 1 }));
const made = (resampler: Resampler): Candle[] => Array.from({ length: resampler.length }, (_, i) => candleAt(resampler.columns, i));

/** Whole candles of the interval that have ended by `nowMs`, put together in the plainest way. */
function grouped(candles: readonly Candle[], interval: Interval, nowMs: number): Candle[] {
  const step = intervalMs(interval);
  const startMs = alignUp(candles[0]?.openTimeMs ?? 0, step);
  const result: Candle[] = [];
  for (let openTimeMs = startMs; openTimeMs + step <= nowMs; openTimeMs += step) {
    const group = candles.filter((candle) => candle.openTimeMs >= openTimeMs && candle.openTimeMs < openTimeMs + step);
    if (group.length === 0) continue;
    const volume = group.reduce((sum, candle) => sum + candle.volume, 0);
    result.push({ openTimeMs, open: group[0]!.open, high: Math.max(...group.map(({ high }) => high)), low: Math.min(...group.map(({ low }) => low)), close: group.at(-1)!.close, volume });
  }
  return result;
}

function resampled(candles: readonly Candle[], interval: Interval, nowMs: number, keep = 1000): Candle[] {
  const series = CandleSeries.over(columnsOf(candles));
  const resampler = new Resampler(interval, keep, MINUTE);
  resampler.catchUp(series, series.closedBy(nowMs), nowMs);
  return made(resampler);
}

describe('five minutes put together', () => {
  const five = minutes(0, 1, 2, 3, 4);

  it('are one candle: first open, highest high, lowest low, last close, all the volume', () => {
    expect(resampled(five, '5m', T0 + 5 * MINUTE)).toEqual([{ openTimeMs: T0, open: 100, high: 105, low: 99, close: 104.5, volume: 15 }]);
  });

  it.each([
    ['a millisecond before they end', 5 * MINUTE - 1, 0],
    ['the moment they end', 5 * MINUTE, 1],
  ])('show %s', (_name, afterMs, count) => {
    expect(resampled(five, '5m', T0 + afterMs).length).toBe(count);
  });

  it('end on time even when the last minute is missing', () => {
    expect(resampled(minutes(0, 1, 2), '5m', T0 + 5 * MINUTE)).toMatchObject([{ close: 102.5, volume: 6 }]);
  });

  it('end when the next minutes come, if nobody looked in between', () => {
    expect(resampled(minutes(0, 1, 7), '5m', T0 + 8 * MINUTE)).toMatchObject([{ openTimeMs: T0, close: 101.5 }]);
  });

  it('make no candle out of minutes that are all missing', () => {
    expect(resampled(minutes(0, 12), '5m', T0 + 15 * MINUTE).map(({ openTimeMs }) => openTimeMs)).toEqual([T0, T0 + 10 * MINUTE]);
  });

  it('are not shown when their first minutes were never seen', () => {
    expect(resampled(minutes(2, 3, 4, 5, 6), '5m', T0 + 10 * MINUTE).map(({ openTimeMs }) => openTimeMs)).toEqual([T0 + 5 * MINUTE]);
  });
});

describe('a resampler', () => {
  it.each<Interval>(['3m', '5m', '15m', '1h', '4h'])('to %s is a plain grouping at every instant, however it is fed', (interval) => {
    const candles = randomCandles({ seed: 41, count: 400, gapChance: 0.05, fromMs: T0 + 7 * MINUTE });
    fc.assert(fc.property(fc.array(fc.nat(700), { minLength: 1, maxLength: 8 }), (instants) => {
      const series = CandleSeries.over(columnsOf(candles));
      const resampler = new Resampler(interval, 1000, MINUTE);
      for (const n of instants.sort((a, b) => a - b)) {
        const nowMs = T0 + n * MINUTE + (n % 3) * 20_000;
        resampler.catchUp(series, series.closedBy(nowMs), nowMs);
        const closed = candles.filter(({ openTimeMs }) => openTimeMs + MINUTE <= nowMs);
        expect(made(resampler)).toEqual(grouped(closed, interval, nowMs));
      }
    }), { numRuns: 10 });
  });

  it('goes on over rows the series has forgotten', () => {
    const candles = randomCandles({ seed: 42, count: 12_000 });
    const series = new CandleSeries();
    const resampler = new Resampler('15m', 5000, MINUTE);
    for (let at = 0; at < candles.length; at += 500) {
      resampler.catchUp(series, series.length, series.closedUntilMs);
      series.release(series.dropped + series.length - 100);
      series.append(columnsOf(candles.slice(at, at + 500)));
    }
    resampler.catchUp(series, series.length, series.closedUntilMs);
    expect([series.dropped > 0, made(resampler).map(({ close }) => close)]).toEqual([true, grouped(candles, '15m', series.closedUntilMs).map(({ close }) => close)]);
  });

  it.each([1, 5, 16, 40])('holds at least the newest %s candles, and no more than twice as many or 16', (keep) => {
    const candles = randomCandles({ seed: 43, count: 3000 });
    const nowMs = candles.at(-1)!.openTimeMs + MINUTE;
    const all = grouped(candles, '5m', nowMs);
    const kept = resampled(candles, '5m', nowMs, keep);
    expect([kept.slice(-keep).map(({ close }) => close), kept.length <= Math.max(16, 2 * keep)]).toEqual([all.slice(-keep).map(({ close }) => close), true]);
  });

  it('begins at the row it is told to', () => {
    const series = CandleSeries.over(columnsOf(minutes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
    const resampler = new Resampler('5m', 10, MINUTE, 3);
    resampler.catchUp(series, 10, T0 + 10 * MINUTE);
    expect(made(resampler).map(({ openTimeMs }) => openTimeMs)).toEqual([T0 + 5 * MINUTE]);
  });

  it('shows a candle whose first minutes are missing where it is known that nobody traded then', () => {
    const series = CandleSeries.over(columnsOf(minutes(3, 4, 5, 6, 7, 8, 9)));
    const first = (knownFromMs?: number): number | undefined => {
      const resampler = new Resampler('5m', 10, MINUTE, 0, knownFromMs);
      resampler.catchUp(series, 7, T0 + 10 * MINUTE);
      return made(resampler)[0]?.openTimeMs;
    };
    expect([first(), first(T0 - 60 * MINUTE), first(T0), first(T0 + MINUTE)]).toEqual([T0 + 5 * MINUTE, T0, T0, T0 + 5 * MINUTE]);
  });

  it('does not take in the same rows twice', () => {
    const series = CandleSeries.over(columnsOf(minutes(0, 1, 2, 3, 4)));
    const resampler = new Resampler('5m', 10, MINUTE);
    resampler.catchUp(series, 3, T0 + 3 * MINUTE);
    resampler.catchUp(series, 2, T0 + 3 * MINUTE);
    resampler.catchUp(series, 5, T0 + 5 * MINUTE);
    expect(made(resampler)).toMatchObject([{ volume: 15 }]);
  });

  it('refuses an interval that does not divide', () => {
    expect(() => new Resampler('1h', 10, intervalMs('3m') * 3)).toThrow(expect.objectContaining({ code: 'interval/resample', message: expect.stringContaining('Candles of 9 minutes cannot be put together to 1h') }));
  });

  it('refuses an interval shorter than its input', () => {
    expect(() => new Resampler('1m', 10, intervalMs('5m'))).toThrow(expect.objectContaining({ code: 'interval/resample' }));
  });
});
