import { describe, expect, it } from 'vitest';
import { minute } from '../test/market.ts';
import { threeTrades } from '../test/three-trades.ts';
import { collect, long, NAMES, SYMBOL } from '../test/world.ts';

describe('the heat map', () => {
  it('has a row per symbol, best Sharpe ratio first, and pools the trades of the portfolio', async () => {
    const made = threeTrades();
    for (const symbol of ['ETHUSDT', SYMBOL]) await collect(made.tw.Backtest.run(symbol, NAMES));
    const stats = await made.tw.Heat.getData(NAMES.strategyName);
    expect(stats).toMatchObject({ totalSymbols: 2, portfolioTotalTrades: 6 });
    expect(stats.portfolioTotalPnl).toBeCloseTo(30, 10);
    expect(stats.symbols.map(({ symbol, totalTrades, winCount, maxWinStreak }) => ({ symbol, totalTrades, winCount, maxWinStreak }))).toEqual([
      { symbol: SYMBOL, totalTrades: 3, winCount: 2, maxWinStreak: 1 },
      { symbol: 'ETHUSDT', totalTrades: 3, winCount: 2, maxWinStreak: 1 },
    ]);
    expect(stats.symbols[0]!.profitFactor).toBeCloseTo(4, 10);
    expect(stats.symbols[0]!.expectancy).toBeCloseTo(5, 10);
  });

  it('counts a run once, however often it is repeated', async () => {
    const made = threeTrades();
    for (let times = 0; times < 3; times++) await made.results();
    expect((await made.tw.Heat.getData(NAMES.strategyName)).portfolioTotalTrades).toBe(3);
  });

  it('has the columns of the seeds', async () => {
    const made = threeTrades();
    expect(await made.tw.Heat.getReport(NAMES.strategyName)).toBe(`# Portfolio Heatmap: ${NAMES.strategyName}\n\n*No data available*\n`);
    await made.results();
    const report = await made.tw.Heat.getReport(NAMES.strategyName);
    expect(report).toContain('| Symbol | Total PNL | Sharpe | PF | Expect | WR | Avg Win | Avg Loss | Max DD | W Streak | L Streak | Trades |');
    expect(report).toContain('**Total Symbols:** 1 | **Portfolio PNL:** +15.00% | **Portfolio Sharpe:** 0.58 | **Total Trades:** 3');
  });

  it('leaves out symbols without a trade, and can be narrowed', async () => {
    const made = threeTrades({ getSignal: (symbol) => (symbol === SYMBOL ? long({ minuteEstimatedTime: 1 }) : null) });
    for (const symbol of ['ETHUSDT', SYMBOL]) await collect(made.tw.Backtest.run(symbol, NAMES));
    expect((await made.tw.Heat.getData(NAMES.strategyName)).symbols.map(({ symbol }) => symbol)).toEqual([SYMBOL]);
    made.tw.addFrame({ frameName: 'other', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(2)) });
    expect((await made.tw.Heat.getData(NAMES.strategyName, { frameName: 'other' })).totalSymbols).toBe(0);
  });
});
