import { correlation, groups, maxExposure, maxOpenPositions, maxPositionCapital, maxSignals, portfolioStop, type Groups } from '@tradewright/risk';
import { describe, expect, it } from 'vitest';
import { minuteOf, type Ohlc } from '../test/market.ts';
import { Markets, portfolioWorld, wordsOf, type PortfolioWorld } from '../test/portfolio-world.ts';
import { until } from '../test/risk.ts';
import { collect, FREE, long, NAMES, short } from '../test/world.ts';
import type { IRiskSchema, RiskContract } from './types.ts';

const SYMBOLS = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
const SECTORS: Groups = groups({ A: 'chips', B: 'chips', C: 'chips', D: 'banks', E: 'banks', F: 'banks', G: 'oil' });

/** Everybody wants in at once, in minute 2 and each quarter of an hour after that, for four hours. */
function limited(risk: Omit<IRiskSchema, 'riskName'>, options: Parameters<typeof portfolioWorld>[0] = {}): PortfolioWorld & { refusals: RiskContract[] } {
  const made = portfolioWorld({ getSignal: (_symbol, when) => ((minuteOf(when) - 2) % 15 === 0 ? long({ minuteEstimatedTime: 240 }) : null), to: 60, ...options });
  const refusals: RiskContract[] = [];
  made.tw.addRisk({ riskName: 'limits', ...risk });
  made.tw.listenRisk((event) => void refusals.push(event));
  return { ...made, refusals };
}

const opened = (words: readonly string[]): string[] => words.filter((word) => word.endsWith('opened')).map((word) => word[0]!);

describe('the limits of seed 000', () => {
  it('Maximum 5 open positions across all symbols', async () => {
    const { words, refusals } = limited({ rules: [maxOpenPositions({ max: 5 })] });
    expect(opened(await words(SYMBOLS, { riskName: 'limits' }))).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(refusals.slice(0, 2).map(({ symbol, comment }) => `${symbol} ${comment}`)).toEqual(['F refused by max-open-positions: all positions 6 > 5', 'G refused by max-open-positions: all positions 6 > 5']);
  });

  it('Maximum 2 long positions in same sector', async () => {
    const { words } = limited({ rules: [maxOpenPositions({ max: 2, side: 'long', per: 'sector', groups: groups(Object.fromEntries(SYMBOLS.map((symbol) => [symbol, { sector: symbol < 'D' ? 'chips' : symbol < 'G' ? 'banks' : 'oil' }]))) })] });
    expect(opened(await words(SYMBOLS, { riskName: 'limits' }))).toEqual(['A', 'B', 'D', 'E', 'G']);
    const shorts = limited({ rules: [maxOpenPositions({ max: 2, side: 'long', per: 'group', groups: SECTORS })] }, { getSignal: (_symbol, when) => (minuteOf(when) === 2 ? short() : null) });
    expect(opened(await shorts.words(SYMBOLS, { riskName: 'limits' }))).toEqual(SYMBOLS);
  });

  it('Maximum 50% capital allocated to any single position', async () => {
    const { portfolio, tw } = limited({ rules: [maxPositionCapital({ maxFrac: 0.5, onExcess: 'reduce' })] });
    tw.addSizing({ sizingName: 'greedy', method: 'fixed-notional', notional: 800 });
    const results = await collect(portfolio(['A'], { riskName: 'limits', sizingName: 'greedy' }));
    expect(results.find((result) => result.action === 'closed')).toMatchObject({ trade: { entry: { quantity: 5 } } });
  });

  it('Maximum 3 signals per 15-minute window globally', async () => {
    const { portfolio } = limited({ rules: [maxSignals({ max: 3, windowMs: 900_000 })] });
    const minutes: number[] = [];
    for await (const result of portfolio(SYMBOLS, { riskName: 'limits' })) if (result.action === 'opened') minutes.push(minuteOf(result.signal.pendingAt));
    expect(minutes).toEqual([2, 2, 2, 17, 17, 17, 32]);
  });

  it('Maximum percentage per symbol (e.g., 20%) and per asset class (e.g., 50% altcoins)', async () => {
    const assets = groups(Object.fromEntries(SYMBOLS.map((symbol) => [symbol, { asset: symbol === 'G' ? 'bitcoin' : 'altcoins' }])));
    const { portfolio, tw } = limited({ rules: [maxExposure({ name: 'max-symbol', per: 'symbol', maxFrac: 0.2, onExcess: 'reduce' }), maxExposure({ name: 'max-asset', per: 'asset', groups: assets, maxFrac: 0.5, onExcess: 'reduce' })] });
    tw.addSizing({ sizingName: 'greedy', method: 'fixed-notional', notional: 800 });
    const sizes: string[] = [];
    for await (const result of portfolio(SYMBOLS, { riskName: 'limits', sizingName: 'greedy' })) if (result.action === 'closed') sizes.push(`${result.symbol} ${result.trade.entry.quantity.toFixed(2)}`);
    expect(sizes).toEqual(['A 2.00', 'B 2.00', 'C 1.00', 'G 2.00']);
  });

  it('Track correlation between active positions, and reduce position sizes for highly correlated pairs', async () => {
    const wave = (phase: number): Record<number, Ohlc> => Object.fromEntries(Array.from({ length: 200 }, (_, i) => {
      const at = (n: number): number => 100 + 2 * Math.sin(n / 3 + phase);
      return [i - 150, [at(i), Math.max(at(i), at(i + 1)), Math.min(at(i), at(i + 1)), at(i + 1)] as Ohlc];
    }));
    const { portfolio, refusals, errors } = limited({ rules: [correlation({ interval: '1m', window: 60, threshold: 0.5, onCorrelated: 'reduce' })] }, { strategy: { history: { '1m': 61 } }, market: new Markets({ A: wave(0), B: wave(0.5), C: wave(Math.PI / 2) }), getSignal: (_symbol, when) => (minuteOf(when) === 2 ? long() : null) });
    const sizes: Record<string, number> = {};
    for await (const result of portfolio(['A', 'B', 'C'], { riskName: 'limits' })) if (result.action === 'closed') sizes[result.symbol] = result.trade.entry.quantity;
    expect([sizes['A'], sizes['C'], refusals, errors]).toEqual([1, 1, [], []]);
    expect(sizes['B']).toBeGreaterThan(0.2);
    expect(sizes['B']).toBeLessThan(0.3);
  });

  it('Portfolio-level stop-loss (e.g., -10% total drawdown): close all positions if portfolio stop triggered', async () => {
    const falling = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [5 + i, [96, 96, 96, 96] as Ohlc]));
    const { words, tw, refusals } = limited({ rules: [portfolioStop({ maxDrawdownFrac: 0.1 })] }, { market: new Markets({ A: falling, B: falling, C: falling, D: falling }) });
    tw.addSizing({ sizingName: 'levered', method: 'fixed-notional', notional: 1000 });
    expect(await words(['A', 'B', 'C', 'D'], { riskName: 'limits', sizingName: 'levered' })).toEqual([
      'A opened', 'B opened', 'C opened', 'D opened', 'stopped 6 portfolio-stop: drawdown 16 % ≥ 10 %: equity 840 of 1000', 'A command 6', 'B command 6', 'C command 6', 'D command 6',
    ]);
    expect(refusals.length).toBeGreaterThan(0);
  });
});

it('a rule that never answers for one symbol keeps the others waiting only as long as it may take', async () => {
  let asked = 0;
  const { portfolio, refusals, clock } = limited({ rules: [maxOpenPositions({ max: 5 }), { name: 'slow', judge: ({ symbol }) => (symbol === 'A' ? (asked++, new Promise(() => undefined)) : { allowed: true }) }] }, { getSignal: (_symbol, when) => (minuteOf(when) === 2 ? long() : null), config: { ...FREE, CC_RISK_TIMEOUT_SECONDS: 7 } });
  const done = collect(portfolio(['A', 'B'], { riskName: 'limits' }));
  await until(() => asked === 1);
  await clock.pass(7000);
  expect([wordsOf(await done), refusals.map(({ symbol, comment }) => [symbol, comment])]).toEqual([['B opened', 'B time_expired 62'], [['A', 'Timeout for risk limits symbol=A: no answer within 7 s.']]]);
});

describe('the isolated mode of seed 000', () => {
  it('runs symbols by Promise.all, each with its own state, while one listener hears of all', async () => {
    const { tw } = portfolioWorld({ script: { 2: long() }, market: new Markets({ B: { 9: [100, 111, 100, 100] } }) });
    const heard: Record<string, string[]> = {};
    tw.listenSignal((result) => void (heard[result.symbol] ??= []).push(result.action), { idle: false });
    const results = await Promise.all(['A', 'B', 'C'].map((symbol) => collect(tw.Backtest.run(symbol, NAMES))));
    expect(results.map(wordsOf)).toEqual([['A time_expired 62'], ['B take_profit 9'], ['C time_expired 62']]);
    expect(heard).toEqual({ A: ['opened', 'closed'], B: ['opened', 'closed'], C: ['opened', 'closed'] });
  });

  it('is stopped as a portfolio by its array of stops', async () => {
    const { tw } = portfolioWorld({ getSignal: () => null, to: 1000 });
    const done: string[] = [];
    tw.listenDoneBacktest(({ symbol }) => void done.push(symbol));
    const stops = ['A', 'B', 'C'].map((symbol) => tw.Backtest.background(symbol, NAMES));
    stops.forEach(stop => stop());
    await until(() => done.length === 3);
    expect(done.toSorted()).toEqual(['A', 'B', 'C']);
  });

  it('implements a circuit breaker on excessive losses by a listener of all symbols', async () => {
    const { tw } = portfolioWorld({ getSignal: () => long({ minuteEstimatedTime: 5 }), market: new Markets(Object.fromEntries(['A', 'B'].map((symbol) => [symbol, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, [100, 100, 94, 100] as Ohlc]))]))), to: 100 });
    let losses = 0;
    const stops: (() => void)[] = [];
    tw.listenSignal((result) => {
      if (result.action === 'closed' && result.pnl.pnlPercentage < 0 && ++losses === 3) stops.forEach((stop) => stop());
    }, { idle: false });
    const done: number[] = [];
    tw.listenDoneBacktest(({ counts: { closed } }) => void done.push(closed));
    for (const symbol of ['A', 'B']) stops.push(tw.Backtest.background(symbol, NAMES));
    await until(() => done.length === 2);
    expect(losses).toBeLessThan(8);
  });
});
