import { describe, expect, it } from 'vitest';
import { CandleGapError } from '../market/fault.ts';
import { columnsOf } from '../market/columns.ts';
import { CandleSeries } from '../market/series.ts';
import type { Strategy } from '../ports/strategy.ts';
import { ArraySource } from '../testing/array-source.ts';
import { backtest, type BacktestOptions } from './index.ts';
import { candles, minute } from './run.fixture.ts';

const past = candles(0, 3000);
const gapped = past.filter((_, i) => i < 2000 || i >= 2100);

function optionsFor(kept: BacktestOptions['candles'], strategy: Strategy, gaps: 'skip' | 'error' = 'skip'): BacktestOptions {
  return { symbol: 'BTCUSDT', strategy, candles: kept, fromMs: minute(1800), toMs: minute(2500), rules: { trigger: 'candle-range' }, gaps };
}

/** What the first ask could see, by interval. */
async function firstSights(kept: BacktestOptions['candles'], history: Strategy['history']): Promise<number[]> {
  let sights: number[] = [];
  const strategy: Strategy = {
    name: 'looks',
    interval: '1h',
    ...(history === undefined ? {} : { history }),
    ask({ series }) {
      if (sights.length === 0) sights = [series('1m', 1500).length, series('1h', 1500).length, series('15m', 1500).length];
      return null;
    },
  };
  for await (const _event of backtest(optionsFor(kept, strategy)));
  return sights;
}

const idle: Strategy = { name: 'idle', interval: '1h', ask: () => null };

describe('a backtest over a series that is there already', () => {
  it.each([
    ['nothing', undefined],
    ['ten hours', { '1h': 10 }],
    ['600 minutes', { '1m': 600 }],
  ] as const)('shows the first ask no more than one that reads its candles, with %s declared', async (_what, history) => {
    const read = await firstSights(new ArraySource(past), history);
    expect(await firstSights(CandleSeries.over(columnsOf(past)), history)).toEqual(read);
  });

  it('counts and tells the gaps of its range, run after run', async () => {
    const series = CandleSeries.over(columnsOf(gapped));
    for (let i = 0; i < 2; i++) {
      const run = backtest(optionsFor(series, idle));
      const gaps = [];
      for await (const event of run) if (event.kind === 'gap') gaps.push(event.gap);
      expect([run.counts.gaps, gaps]).toEqual([1, [{ fromMs: minute(2000), toMs: minute(2100) }]]);
    }
  });

  it('refuses a gap where gaps are errors', () => {
    expect(() => backtest(optionsFor(CandleSeries.over(columnsOf(gapped)), idle, 'error'))).toThrow(CandleGapError);
  });
});
