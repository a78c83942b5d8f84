import { describe, expect, it } from 'vitest';
import { columnsOf } from '../market/columns.ts';
import { alignDown, INTERVALS, intervalMs, type Interval } from '../market/interval.ts';
import { CandleSeries } from '../market/series.ts';
import type { CandleView } from '../market/view.ts';
import { MINUTE_MS } from '../units.ts';
import { DEFAULT_HISTORY, History, warmUpMs } from './history.ts';
import { candles, minute, minutesOf } from './run.fixture.ts';

const series = CandleSeries.over(columnsOf(candles(0, 5000, Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [n, [n + 1, n + 1, n + 1, n + 1] as const])))), { check: { anomalyFactor: 1e9 } });
const times = (view: CandleView): number[] => view.toArray().map(({ openTimeMs }) => minutesOf(openTimeMs));

function history(declared: Partial<Record<Interval, number>> = {}): History {
  return new History(series, { name: 's', history: declared });
}

function look(given: History, interval: Interval, limit: number, n: number): CandleView {
  return given.view(interval, limit, series.closedBy(minute(n)), minute(n));
}

describe('a view of the past', () => {
  it('ends with the candle that has just closed', () => {
    expect(times(look(history(), '1m', 3, 10))).toEqual([7, 8, 9]);
  });

  it('of a longer interval ends with the last one that is whole', () => {
    expect([times(look(history(), '5m', 2, 14)), times(look(history(), '5m', 2, 15))]).toEqual([[0, 5], [5, 10]]);
  });

  it('is shorter while history is short, never an error', () => {
    expect([times(look(history(), '1m', 100, 2)), times(look(history(), '1h', 100, 59)), times(look(history(), '1m', 5, 0))]).toEqual([[0, 1], [], []]);
  });

  it('reaches back 1,500 candles where nothing was declared', () => {
    expect([DEFAULT_HISTORY, look(history(), '1m', 4000, 5000).length]).toEqual([1500, 1500]);
  });

  it('reaches back as far as was declared', () => {
    expect(look(history({ '1m': 3000 }), '1m', 4000, 5000).length).toBe(3000);
  });

  it('is not shortened by a small declaration', () => {
    expect(look(history({ '1m': 10 }), '1m', 1000, 5000).length).toBe(1000);
  });

  it.each([
    ['declared: from the first candle on', { '15m': 1 }, 333],
    ['undeclared: from 1,500 minutes back, the first whole one', {}, 99],
  ])('of an interval that was %s', (_name, declared, length) => {
    expect(look(history(declared), '15m', 1500, 5000).length).toBe(length);
  });

  it('of an undeclared interval shows what the last 1,500 minutes hold, whenever it was first asked for', () => {
    const early = history();
    look(early, '15m', 1500, 3000);
    const sights = [look(early, '15m', 1500, 5000), look(history(), '15m', 1500, 5000)].map((view) => [view.length, view.openTimeMs(0)]);
    expect(sights).toEqual([[99, minute(3510)], [99, minute(3510)]]);
  });

  it('shows the window that was asked for: a gap in it makes it shorter, not older', () => {
    const series = CandleSeries.over(columnsOf(candles(0, 200).filter((_, i) => i < 100 || i >= 160)));
    const given = new History(series, { name: 's' });
    const seen = (interval: '1m' | '5m', limit: number, at: number): number[] => times(given.view(interval, limit, series.closedBy(minute(at)), minute(at)));
    expect(seen('1m', 5, 102)).toEqual([97, 98, 99]);
    expect(seen('1m', 5, 162)).toEqual([160, 161]);
    expect(seen('1m', 5, 130)).toEqual([]);
    expect(seen('5m', 3, 110)).toEqual([95]);
    expect(seen('5m', 3, 170)).toEqual([160, 165]);
  });

  it('is one cursor per interval and length, used again', () => {
    const given = history();
    const first = look(given, '1m', 3, 10);
    expect([look(given, '1m', 3, 11) === first, look(given, '1m', 4, 11) === first, look(given, '5m', 3, 11) === first]).toEqual([true, false, false]);
  });

  it('of ever new lengths stays right', () => {
    const given = history();
    expect(Array.from({ length: 100 }, (_, i) => times(look(given, '1m', i + 1, 200)).length)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it.each([0, -1, 1.5, NaN, Infinity])('of %s candles is refused', (limit) => {
    expect(() => look(history(), '1m', limit, 10)).toThrow(expect.objectContaining({ code: 'view/limit' }));
  });

  it('of an unknown interval is refused', () => {
    expect(() => look(history(), '7m' as Interval, 3, 10)).toThrow(expect.objectContaining({ code: 'interval/unknown' }));
  });

  it.each(INTERVALS)('of %s can be had from minutes', (interval) => {
    const week = CandleSeries.over(columnsOf(candles(0, 7300)));
    const view = new History(week, { name: 's', history: { [interval]: 1 } }).view(interval, 1, 7300, minute(7300));
    expect([view.interval, view.toArray().map(({ openTimeMs }) => openTimeMs)]).toEqual([interval, [alignDown(minute(7300), intervalMs(interval)) - intervalMs(interval)]]);
  });
});

describe('a declared history', () => {
  it.each<[string, object]>([
    ['an unknown interval', { '7m': 3 }],
    ['half a candle', { '1h': 1.5 }],
    ['less than nothing', { '1h': -1 }],
  ])('of %s is refused by name', (_name, declared) => {
    expect(() => history(declared)).toThrow(expect.objectContaining({ code: 'strategy/history', message: expect.stringMatching(/^s: history must give/) }));
  });

  it('shorter than the candles there are is refused', () => {
    const hours = new CandleSeries({ interval: '1h' });
    expect(() => new History(hours, { name: 's', history: { '5m': 1 } })).toThrow(expect.objectContaining({ code: 'interval/resample' }));
  });

  it.each([
    [{}, undefined, 1500],
    [{ '1m': 9000 }, undefined, 9000],
    [{ '1h': 9000 }, undefined, 1500],
    [{}, { count: 50, intervalMs: 60 * MINUTE_MS }, 2 + 51 * 60],
  ])('%o with the VWAP window %o keeps %s minutes', (declared, vwap, rows) => {
    const given = new CandleSeries(vwap === undefined ? {} : { vwap });
    expect(new History(given, { name: 's', history: declared }).keepRows).toBe(rows);
  });
});

describe('the warm-up', () => {
  it.each([
    ['covers the first VWAP', {}, 0, 5],
    ['covers the longest declared stretch', { '5m': 3, '1h': 2, '1m': 50 }, 0, 120],
    ['reaches back to a whole candle', { '1h': 2 }, 30, 150],
    ['covers the first VWAP between two minutes', {}, 0.5, 5.5],
  ])('%s', (_name, declared, from, minutes) => {
    expect(warmUpMs({ history: declared }, series, minute(from))).toBe(minutes * MINUTE_MS);
  });
});

describe('a history whose series forgets', () => {
  it('goes on with the intervals it has begun', () => {
    const streamed = new CandleSeries({ check: { anomalyFactor: 1e9 } });
    const given = new History(streamed, { name: 's' });
    for (let n = 0; n < 15_000; n += 500) {
      given.catchUp();
      streamed.release(streamed.dropped + streamed.length - 100);
      streamed.append(columnsOf(candles(n, n + 500)));
      given.view('15m', 1, streamed.closedBy(minute(n + 400)), minute(n + 400));
    }
    expect([streamed.dropped > 0, given.view('15m', 1500, streamed.length, minute(15_000)).length]).toEqual([true, 100]);
  });
});
