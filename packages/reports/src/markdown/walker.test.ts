import { describe, expect, it } from 'vitest';
import { daily } from '../../test/rows.ts';
import { BacktestFold, type BacktestStatistics } from '../fold/backtest.ts';
import { WalkerRanking } from '../walker/ranking.ts';
import { walkerMarkdown } from './walker.ts';

function reportOf(strategies: Readonly<Record<string, readonly number[]>>): string {
  const folds = new Map(Object.entries(strategies).map(([strategyName, pnls]) => {
    const fold = new BacktestFold();
    for (const row of daily(...pnls)) fold.add({ ...row, strategyName }, row);
    return [strategyName, fold] as const;
  }));
  const ranking = new WalkerRanking<BacktestStatistics<unknown>>({ walkerName: 'w', symbol: 'BTCUSDT', exchangeName: 'binance', frameName: 'jan' }, 'sharpeRatio', folds.size);
  for (const [name, fold] of folds) ranking.add(name, fold.statistics());
  return walkerMarkdown({ stats: ranking.statistics(), rowsOf: (name) => folds.get(name)!.rows() });
}

describe('the report of a comparison', () => {
  it('is written to the byte', () => {
    expect(reportOf({ shy: [], bold: [2, -1], calm: [2, 1] })).toBe(`# Walker Comparison Report: w

**Symbol:** BTCUSDT

**Exchange:** binance

**Frame:** jan

**Optimization Metric:** sharpeRatio

**Strategies Tested:** 3

## Best Strategy: calm

**Best sharpeRatio:** 2.1213

**Total Signals:** 2

## Top Strategies Comparison

| Rank | Strategy | sharpeRatio | Total Signals | Win Rate | Avg PNL | Total PNL | Sharpe Ratio | Std Dev |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 1 | calm | 2.1213 | 2 | 100.00% | +1.50% | +3.00% | 2.121 | 0.707% |
| 2 | bold | 0.2357 | 2 | 50.00% | +0.50% | +1.00% | 0.236 | 2.121% |
| 3 | shy | N/A | 0 | N/A | N/A | N/A | N/A | N/A |

## All Signals (PNL Table)

| Strategy | Signal ID | Symbol | Position | PNL (net) | Close Reason | Open Time | Close Time |
| --- | --- | --- | --- | --- | --- | --- | --- |
| calm | a1 | BTCUSDT | LONG | +1.00% | take_profit | 2024-01-02T00:00:00.000Z | 2024-01-02T06:00:00.000Z |
| calm | a1 | BTCUSDT | LONG | +2.00% | take_profit | 2024-01-01T00:00:00.000Z | 2024-01-01T06:00:00.000Z |
| bold | a1 | BTCUSDT | LONG | -1.00% | take_profit | 2024-01-02T00:00:00.000Z | 2024-01-02T06:00:00.000Z |
| bold | a1 | BTCUSDT | LONG | +2.00% | take_profit | 2024-01-01T00:00:00.000Z | 2024-01-01T06:00:00.000Z |
`);
  });

  it('says so before a strategy was tested', () => {
    const report = reportOf({});
    expect(report).toContain('## Best Strategy: N/A');
    expect(report).toContain('No strategy results available.');
    expect(report).toContain('No signals available.');
  });

  it('compares the ten best and shares the 250 rows among all', () => {
    const many = Array.from({ length: 60 }, (_, i) => 1 + (i % 3));
    const report = reportOf(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`s${i}`, many])));
    expect(report.match(/^\| \d+ \| s/gm)?.length).toBe(10);
    expect(report.match(/\| a1 \|/g)?.length).toBe(250);
    expect(report).toContain('*The latest 250 of 1500 are listed; the statistics cover all.*');
  });
});
