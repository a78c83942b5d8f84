import { describe, expect, it } from 'vitest';
import { randomCandles } from '../testing/random-candles.ts';
import { LARGEST_BLOCK } from './blocks.ts';
import type { Candle } from './candle.ts';
import { candleAt, columnsOf } from './columns.ts';
import { CandleError } from './fault.ts';
import { CandleSeries } from './series.ts';

const MINUTE = 60_000;
const CANDLES = randomCandles({ seed: 11, count: 12_000 });
const held = (series: CandleSeries): Candle[] => Array.from({ length: series.length }, (_, i) => candleAt(series.columns, i));

function appended(candles: readonly Candle[], page: number, series = new CandleSeries()): CandleSeries {
  for (let at = 0; at < candles.length; at += page) series.append(columnsOf(candles.slice(at, at + page)));
  return series;
}

/** Streams through a series that is told to keep only the newest `keep` candles. */
function streamed(candles: readonly Candle[], page: number, keep: number): CandleSeries {
  const series = new CandleSeries();
  for (let at = 0; at < candles.length; at += page) {
    series.release(series.dropped + series.length - keep);
    series.append(columnsOf(candles.slice(at, at + page)));
  }
  return series;
}

describe('a series', () => {
  it.each([1, 7, 1000, 12_000])('holds what was appended in pages of %s', (page) => {
    const part = CANDLES.slice(0, page === 1 ? 1500 : 12_000);
    expect(held(appended(part, page))).toEqual(part);
  });

  it('takes only the rows a page says it has', () => {
    const series = new CandleSeries();
    series.append({ ...columnsOf(CANDLES.slice(0, 5)), length: 3 });
    expect(held(series)).toEqual(CANDLES.slice(0, 3));
  });

  it('takes an empty page', () => {
    expect(appended(CANDLES.slice(0, 3), 3, appended([], 1)).length).toBe(3);
  });

  it('copies what it is given, for a page is valid only until the next', () => {
    const page = columnsOf(CANDLES.slice(0, 5));
    const series = new CandleSeries();
    series.append(page);
    page.close.fill(0);
    expect(held(series)).toEqual(CANDLES.slice(0, 5));
  });

  it('uses complete columns as they are', () => {
    const columns = columnsOf(CANDLES.slice(0, 5));
    expect(CandleSeries.over(columns).columns.close).toBe(columns.close);
  });

  it('can be built over complete columns and grow on', () => {
    const series = CandleSeries.over(columnsOf(CANDLES.slice(0, 100)));
    expect(held(appended(CANDLES.slice(100, 3000), 500, series))).toEqual(CANDLES.slice(0, 3000));
  });

  it('has one-minute candles unless told otherwise', () => {
    expect([new CandleSeries().stepMs, new CandleSeries({ interval: '1h' }).stepMs]).toEqual([MINUTE, 60 * MINUTE]);
  });

  it('knows up to when it holds candles', () => {
    expect([new CandleSeries().closedUntilMs, appended(CANDLES.slice(0, 3), 3).closedUntilMs]).toEqual([0, CANDLES[2]!.openTimeMs + MINUTE]);
  });
});

describe('a broken candle in a page', () => {
  const page = CANDLES.slice(0, 10).map((candle, i) => (i === 7 ? { ...candle, high: 0.001 } : candle));
  const broken = (): { series: CandleSeries; error: unknown } => {
    const series = new CandleSeries({ name: 'BTC/USDT' });
    try {
      series.append(columnsOf(page));
    } catch (error) {
      return { series, error };
    }
    return { series, error: undefined };
  };

  it('is a typed error that names series, row and rule', () => {
    expect(broken().error).toMatchObject({ name: 'CandleError', code: 'candle/invalid', retryable: false, where: 'BTC/USDT', fault: { row: 7, rule: 'high' } });
  });

  it('leaves the candles before it held and judged', () => {
    const { series } = broken();
    expect([held(series), series.closedBy(Infinity), series.extremes(0, 7).high]).toEqual([page.slice(0, 7), 7, Math.max(...page.slice(0, 7).map(({ high }) => high))]);
  });

  it('can be replaced by a good one', () => {
    const { series } = broken();
    expect(held(appended(CANDLES.slice(7, 10), 3, series))).toEqual(CANDLES.slice(0, 10));
  });

  it('is found in complete columns too', () => {
    expect(() => CandleSeries.over(columnsOf(page))).toThrow(CandleError);
  });

  it('is an anomaly by the factor the series was given', () => {
    const crash = [...CANDLES.slice(0, 9), { ...CANDLES[9]!, low: CANDLES[9]!.low / 3 }];
    expect(() => CandleSeries.over(columnsOf(crash), { check: { anomalyFactor: 2 } })).toThrow(/anomalously/);
  });
});

describe('gaps', () => {
  const without = (...missing: number[]): Candle[] => CANDLES.slice(0, 30).filter((_, i) => !missing.includes(i));
  const gap = (from: number, to: number): object => ({ fromMs: CANDLES[from]!.openTimeMs, toMs: CANDLES[to]!.openTimeMs });

  it.each([1, 4, 30])('are each told once, half-open, oldest first, in pages of %s', (page) => {
    const series = appended(without(3, 10, 11, 12, 20), page);
    expect([series.takeGaps(), series.takeGaps(), series.gapCount]).toEqual([[gap(3, 4), gap(10, 13), gap(20, 21)], [], 3]);
  });

  it('are told as they come', () => {
    const series = appended(without(3).slice(0, 10), 10);
    series.takeGaps();
    appended(without(3, 20).slice(10), 50, series);
    expect([series.takeGaps(), series.gapCount]).toEqual([[gap(20, 21)], 2]);
  });

  it('are none before the first candle', () => {
    expect(appended(CANDLES.slice(5, 30), 5).gapCount).toBe(0);
  });
});

describe('a series that may forget', () => {
  it('holds the newest candles, in order', () => {
    const series = streamed(CANDLES, 250, 1000);
    expect(held(series)).toEqual(CANDLES.slice(series.dropped));
  });

  it('drops whole blocks only', () => {
    const series = streamed(CANDLES, 250, 1000);
    expect([series.dropped > 0, series.dropped % LARGEST_BLOCK]).toEqual([true, 0]);
  });

  it('never drops what is still needed', () => {
    const series = new CandleSeries();
    for (let at = 0; at < 12_000; at += 250) {
      series.release(5000);
      series.append(columnsOf(CANDLES.slice(at, at + 250)));
    }
    expect(series.dropped).toBeLessThanOrEqual(5000);
  });

  it('does not take back what it was allowed to forget', () => {
    const series = new CandleSeries();
    series.release(8192);
    series.release(0);
    for (let at = 0; at < 12_000; at += 250) series.append(columnsOf(CANDLES.slice(at, at + 250)));
    expect(series.dropped).toBeGreaterThan(0);
  });

  it('stays bounded however much passes through', () => {
    const series = new CandleSeries();
    let largest = 0;
    for (let lap = 0; lap < 20; lap++) {
      const page = CANDLES.map((candle) => ({ ...candle, openTimeMs: candle.openTimeMs + lap * CANDLES.length * MINUTE }));
      for (let at = 0; at < page.length; at += 1000) {
        series.release(series.dropped + series.length - 1500);
        series.append(columnsOf(page.slice(at, at + 1000)));
        largest = Math.max(largest, series.vwap.length);
      }
    }
    expect([largest <= 4 * LARGEST_BLOCK, series.dropped + series.length]).toEqual([true, 240_000]);
  });

  it('told to forget everything, keeps what the next average still looks at', () => {
    const series = appended(CANDLES.slice(0, 5000), 5000);
    series.release(1e9);
    appended(CANDLES.slice(5000, 10_000), 5000, series);
    const whole = appended(CANDLES.slice(0, 10_000), 10_000);
    expect([series.dropped, held(series)]).toEqual([LARGEST_BLOCK, CANDLES.slice(LARGEST_BLOCK, 10_000)]);
    expect(series.vwap.slice(0, series.length)).toEqual(whole.vwap.slice(LARGEST_BLOCK, 10_000));
  });
});
