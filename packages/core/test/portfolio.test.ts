import { CandleSeries, columnsOf } from '@tradewright/core';
import { backtest, portfolio, type PortfolioEvent, type RunEvent } from '@tradewright/core/run';
import { ArraySource, randomCandles, randomStrategy } from '@tradewright/core/testing';
import { expect, it } from 'vitest';
import { broken, FEWER, LAW_TIMEOUT_MS } from './law.ts';
import { portfolioLaw } from './laws/portfolio-law.ts';
import { sharedAccountLaw } from './laws/shared-account-law.ts';

it('a portfolio without shared rules tells what its lines alone tell', async () => {
  expect(await broken(portfolioLaw, FEWER)).toBeNull();
}, LAW_TIMEOUT_MS);

it('shared limits hold at every instant, money is conserved to the cent, and a second run tells the same', async () => {
  expect(await broken(sharedAccountLaw, FEWER)).toBeNull();
}, LAW_TIMEOUT_MS);

it('so it is over series that forget their past several times over', async () => {
  const coins = ['A', 'B', 'C'].map((symbol, i) => ({ symbol, candles: randomCandles({ seed: 40 + i, count: 20_000, gapChance: 0.0005 * i, moveFrac: 0.0004 }), strategy: { ...randomStrategy(i, '15m'), history: { '1h': 30 } } }));
  const range = { fromMs: coins[0]!.candles[2000]!.openTimeMs, toMs: coins[0]!.candles.at(-1)!.openTimeMs, rules: { trigger: 'candle-range', limits: { minTakeProfitFrac: 0, minStopLossFrac: 0, maxStopLossFrac: 1, maxLifetimeMinutes: 100_000 } } } as const;
  // Positions that live for thousands of candles, over pages that come and go.
  const patient = coins.map(({ strategy, ...coin }) => ({ ...coin, strategy: { ...strategy, ask: (context: Parameters<typeof strategy.ask>[0]) => (strategy.ask(context) === null ? null : { side: 'long', takeProfitPrice: context.price * 1.4, stopLossPrice: context.price * 0.6, lifetimeMinutes: 4500 } as const) } }));
  const told: PortfolioEvent[] = [];
  for await (const event of portfolio({ ...range, lines: patient.map(({ symbol, strategy, candles }, i) => ({ symbol, strategy, candles: new ArraySource(candles, [300, 1000, 7000][i]) })), capitalQuote: 1000 })) told.push(event);
  for (const { symbol, strategy, candles } of patient) {
    const alone: RunEvent[] = [];
    for await (const event of backtest({ ...range, symbol, strategy, candles: CandleSeries.over(columnsOf(candles)) })) alone.push(event);
    expect(alone.length).toBeGreaterThanOrEqual(4);
    const together = told.flatMap((event) => (event.kind === 'line' && event.symbol === symbol && event.event.kind !== 'gap' ? [event.event] : []));
    expect(together).toStrictEqual(alone.filter(({ kind }) => kind !== 'gap'));
  }
});
