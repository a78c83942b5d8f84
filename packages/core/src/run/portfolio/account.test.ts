import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../ports/account-view.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { Sizer } from '../../ports/sizer.ts';
import type { StrategyContext } from '../../ports/strategy.ts';
import type { Signal } from '../../signal/signal.ts';
import { candles, minute, minutesOf, signal } from '../run.fixture.ts';
import { allOf, desk, words } from './portfolio.fixture.ts';

const five: Sizer = { name: 'five', size: () => 5 };
const costly = { trigger: 'candle-range', costs: { feeFrac: 0.001, slippageFrac: 0.01 } } as const;
/** Sees the account at each question. */
function looking(seen: Partial<AccountView>[]): RiskRule {
  return { name: 'looking', judge: ({ account }) => {
    const { equityQuote, peakEquityQuote, dayStartEquityQuote } = account!;
    seen.push({ equityQuote, peakEquityQuote, dayStartEquityQuote });
    return { allowed: true };
  } };
}

describe('the money of a portfolio', () => {
  it('is marked to the last closes, and realised when positions close', async () => {
    const run = desk({ A: { answers: { 2: () => signal() }, candles: candles(-10, 200, { 3: [100, 104, 100, 104], 4: [104, 104, 96, 96], 5: [96, 111, 96, 100] }) } }, { sizer: five, equityEvery: '1m' });
    const curve = (await allOf(run)).flatMap((one) => (one.kind === 'equity' ? [[minutesOf(one.point.atMs), one.point.equityQuote, one.point.exposureQuote, one.point.openPositions]] : []));
    expect(curve.slice(0, 8)).toEqual([[0, 1000, 0, 0], [1, 1000, 0, 0], [2, 1000, 500, 1], [3, 1000, 500, 1], [4, 1020, 520, 1], [5, 980, 480, 1], [6, 1050, 0, 0], [7, 1050, 0, 0]]);
    expect(run.summary).toMatchObject({ equityQuote: 1050, peakEquityQuote: 1050, maxDrawdownFrac: 40 / 1020, openPositions: 0 });
  });

  it('gains with short positions as prices fall', async () => {
    const run = desk({ A: { answers: { 2: () => signal('short') }, candles: candles(-10, 200, { 3: [100, 100, 89, 90] }) } }, { sizer: five });
    await allOf(run);
    expect(run.summary.equityQuote).toBe(1050);
  });

  it.each(['long', 'short'] as const)('pays fees and slippage on both legs of a %s position', async (side) => {
    const run = desk({ A: { answers: { 2: () => signal(side) } } }, { sizer: five, rules: costly });
    await allOf(run);
    const fees = (500 * 1.01 + 500 * 0.99) * 0.001;
    expect(run.summary.feesQuote).toBeCloseTo(fees, 10);
    expect(run.summary.slippageQuote).toBeCloseTo(10, 10);
    expect(run.summary.equityQuote).toBeCloseTo(1000 - fees - 10, 10);
    expect(run.account.books.result).toBeCloseTo(0, 10);
  });

  it('is what rules and sizes are asked with: that of the instant, shared by all lines', async () => {
    const seen: Partial<AccountView>[] = [];
    const answers = { 4: () => signal() };
    await allOf(desk({ A: { answers: { 2: () => signal() }, candles: candles(-10, 200, { 3: [100, 104, 100, 104] }) }, B: { answers } }, { sizer: five, risk: [looking(seen)] }));
    expect(seen).toEqual([
      { equityQuote: 1000, peakEquityQuote: 1000, dayStartEquityQuote: 1000 },
      { equityQuote: 1020, peakEquityQuote: 1020, dayStartEquityQuote: 1000 },
    ]);
  });

  it('remembers what the day began with', async () => {
    const seen: Partial<AccountView>[] = [];
    const next = 1440;
    const own = candles(-10, next + 200, Object.fromEntries([...Array(30)].map((_unused, i) => [next - 20 + i, [102, 102, 102, 102] as const])));
    await allOf(desk({ A: { answers: { [next - 30]: () => signal() }, candles: own }, B: { answers: { [next + 5]: () => signal() }, candles: own } }, { toMs: minute(next + 10), sizer: five, risk: [looking(seen)] }));
    expect(seen.at(-1)).toEqual({ equityQuote: 1010, peakEquityQuote: 1010, dayStartEquityQuote: 1010 });
  });

  it('shows closes of other symbols, none of them from the future', async () => {
    const closes: number[][] = [];
    const curious: RiskRule = { name: 'curious', judge: ({ account, exchangeName }) => {
      const view = account!.closes({ symbol: 'A', exchangeName }, '1m', 3)!;
      closes.push(Array.from({ length: view.length }, (_unused, i) => view.close(i)));
      expect(account!.closes({ symbol: 'Z', exchangeName }, '1m', 3)).toBeNull();
      expect(account!.markOf({ symbol: 'Z', exchangeName })).toBeNull();
      return { allowed: true };
    } };
    await allOf(desk({ A: { candles: candles(-10, 200, { 3: [100, 104, 100, 104], 4: [104, 104, 96, 96], 5: [96, 96, 90, 90] }) }, B: { answers: { 5: () => signal() } } }, { risk: [curious] }));
    expect(closes).toEqual([[100, 104, 96]]);
  });
});

describe('the past that rules declare', () => {
  const long = candles(-60 * 50, 200);
  const curious = (seen: number[], history?: RiskRule['history']): RiskRule => ({
    name: 'curious', ...(history === undefined ? {} : { history }),
    judge: ({ account, exchangeName }) => {
      for (const symbol of ['A', 'B']) seen.push(account!.closes({ symbol, exchangeName }, '1h', 40)!.length);
      return { allowed: true };
    },
  });

  it('is there before the first question, of every symbol', async () => {
    const seen: number[] = [];
    await allOf(desk({ A: { answers: { 0: () => signal() }, candles: long }, B: { candles: long } }, { risk: [curious(seen, { '1h': 40 })] }));
    expect(seen).toEqual([40, 40]);
  });

  it('shows no strategy more than it has declared itself', async () => {
    const hours: number[] = [];
    const looking = (context: StrategyContext): Signal => {
      hours.push(context.series('1h', 40).length);
      return signal();
    };
    for (const risk of [[curious([])], [curious([], { '1h': 40 })]]) await allOf(desk({ A: { answers: { 0: looking }, candles: long } }, { risk }));
    expect(hours[1]).toBe(hours[0]);
    expect(hours[0]).toBeLessThan(40);
  });

  it('must be one that can be had', () => {
    expect(() => desk({ A: {} }, { risk: [curious([], { '1h': 1.5 })] })).toThrow(expect.objectContaining({ code: 'strategy/history', message: expect.stringContaining('risk rules') }));
  });
});

describe('a rule that watches the equity', () => {
  const stop: RiskRule<boolean> = {
    name: 'stop', initial: false,
    judge: (_request, tripped) => (tripped ? { allowed: false, reason: 'stopped' } : { allowed: true }),
    fold: (tripped, event) => (event.kind === 'stopped' && event.ruleName === 'stop' ? true : tripped),
    watch: ({ equityQuote, peakEquityQuote }, _nowMs, tripped) => (!tripped && equityQuote < peakEquityQuote * 0.95 ? 'down by more than 5 %' : null),
  };
  const fall = candles(-10, 200, { 4: [100, 100, 96, 96], 5: [96, 96, 96, 96] });

  it('has everything closed at the VWAP of the minute at which it says so, and keeps out what comes after', async () => {
    const lines = { A: { answers: { 2: () => signal() }, candles: fall }, B: { answers: { 2: () => signal(), 7: () => signal() } }, C: { answers: { 3: () => signal('long', { entryPrice: 90, stopLossPrice: 85 }) } } };
    const told = await allOf(desk(lines, { sizer: { name: 'fifteen', size: () => 15 }, risk: [stop] }));
    expect(words(told)).toEqual(['A opened 2', 'B opened 2', 'C scheduled 3', 'stopped by stop 5', 'A command 5', 'B command 5', 'C cancelled command 5', 'B refused 7']);
    const closed = told.flatMap((one) => (one.kind === 'line' && one.event.kind === 'closed' ? [one.event.trade] : []));
    expect(closed.map(({ reasonText }) => reasonText)).toEqual(['down by more than 5 %', 'down by more than 5 %']);
    expect(closed[0]!.exit.quotedPrice).toBeCloseTo((4 * 100 + (100 + 96 + 96) / 3) / 5, 10);
    expect(closed[0]!.maeFrac).toBeCloseTo(-0.04, 10);
  });

  it('stops at the close that carries the equity over its limit, though nothing is open any more', async () => {
    const run = desk({ A: { answers: { 2: () => signal(), 9: () => signal() }, candles: candles(-10, 200, { 4: [100, 100, 94, 94] }) } }, { sizer: { name: 'fifteen', size: () => 15 }, risk: [stop] });
    expect(words(await allOf(run))).toEqual(['A opened 2', 'A stop-loss 5', 'stopped by stop 5', 'A refused 9']);
    expect(run.summary.maxDrawdownFrac).toBeCloseTo(0.075, 10);
  });

  it('that answers in a promise ends the run: it would never stop anything', async () => {
    const late: RiskRule = { name: 'late', judge: () => ({ allowed: true }), watch: (() => Promise.reject(new Error('boom'))) as never };
    await expect(allOf(desk({ A: { answers: { 2: () => signal() } } }, { risk: [late] }))).rejects.toMatchObject({ code: 'risk/watch', message: expect.stringContaining('not object') });
  });

  it('that throws ends the run with an error that names it', async () => {
    const broken: RiskRule = { name: 'broken', judge: () => ({ allowed: true }), watch: () => { throw new TypeError('no such field'); } };
    await expect(allOf(desk({ A: { answers: { 2: () => signal() } } }, { risk: [broken] }))).rejects.toMatchObject({ code: 'risk/watch', message: expect.stringContaining('broken could not look at the account at 2024-01-01T00:03:00.000Z: no such field') });
  });

  it('is asked after the exits of its minute, also where the last position has left, and not while nothing is open', async () => {
    const looks: number[] = [];
    const watcher: RiskRule = { name: 'w', judge: () => ({ allowed: true }), watch: (_account, nowMs) => (looks.push(minutesOf(nowMs)), null) };
    await allOf(desk({ A: { answers: { 2: () => signal() }, candles: candles(-10, 200, { 4: [100, 111, 100, 100] }) } }, { risk: [watcher] }));
    expect(looks).toEqual([3, 4, 5]);
  });
});
