import { describe, expect, it } from 'vitest';
import { closed, daily } from '../../test/rows.ts';
import { HeatFold } from '../fold/heat.ts';
import { heatMarkdown } from './heat.ts';

describe('the report of the heat map', () => {
  it('says so without data', () => {
    expect(heatMarkdown({ strategyName: 'trend', stats: new HeatFold().statistics() })).toBe('# Portfolio Heatmap: trend\n\n*No data available*\n');
  });

  it('is written to the byte', () => {
    const fold = new HeatFold();
    for (const row of daily(2, -1, 3, 0)) fold.add(row);
    fold.add(closed(1, { symbol: 'ETH/USDT' }));
    expect(heatMarkdown({ strategyName: 'trend', stats: fold.statistics() })).toBe(`# Portfolio Heatmap: trend

**Total Symbols:** 2 | **Portfolio PNL:** +5.00% | **Portfolio Sharpe:** 0.63 | **Total Trades:** 5

| Symbol | Total PNL | Sharpe | PF | Expect | WR | Avg Win | Avg Loss | Max DD | W Streak | L Streak | Trades |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| BTCUSDT | +4.00% | 0.55 | 5.00 | +1.00% | 50.0% | +2.50% | -1.00% | -1.00% | 1 | 1 | 4 |
| ETH/USDT | +1.00% | N/A | N/A | N/A | 100.0% | +1.00% | N/A | 0.00% | 1 | 0 | 1 |
`);
  });
});
