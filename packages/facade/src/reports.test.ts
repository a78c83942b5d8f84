import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { atMost, RISK, riskWorld } from '../test/risk.ts';
import { collect, long, NAMES, short, SYMBOL, world, type World, type WorldOptions } from '../test/world.ts';
import type { ISignalDto } from './types.ts';

const PAIR = [SYMBOL, NAMES.strategyName] as const;

/** At its target in minute 1, at its stop in minute 11, at its target in minute 21: +10, −5 and +10 percent. */
const threeTrades = (over: WorldOptions = {}): World =>
  world({
    market: new Market(candles(-2000, 3000, { 1: [100, 111, 100, 100], 11: [100, 100, 95, 100], 21: [100, 111, 100, 100] })),
    script: { 0: long({ id: 'a', note: 'first' }), 10: long({ id: 'b' }), 20: long({ id: 'c' }) },
    to: 30,
    ...over,
  });

/** Waits for 90 from minute 0 on, which minute 4 brings; a second order that nobody fills is cancelled after ten minutes. */
const twoOrders = (over: WorldOptions = {}): World =>
  world({
    market: new Market(candles(-2000, 3000, { 4: [100, 100, 89, 90], 5: [90, 101, 90, 100] })),
    script: { 0: long({ id: 'filled', priceOpen: 90, priceTakeProfit: 100, priceStopLoss: 80, note: 'dip' }), 20: long({ id: 'missed', priceOpen: 90, priceTakeProfit: 100, priceStopLoss: 80 }) },
    to: 60,
    config: { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0, CC_SCHEDULE_AWAIT_MINUTES: 10 },
    ...over,
  });

describe('the figures of a backtest', () => {
  it('are those that a hand reckons from its trades', async () => {
    const made = threeTrades();
    await made.results();
    const stats = await made.tw.Backtest.getData(...PAIR);
    const deviation = Math.sqrt((2 * 25 + 100) / 2);
    expect(stats).toMatchObject({ totalSignals: 3, winCount: 2, lossCount: 1 });
    expect(stats.winRate).toBeCloseTo(200 / 3, 10);
    expect(stats.totalPnl).toBeCloseTo(15, 10);
    expect(stats.avgPnl).toBeCloseTo(5, 10);
    expect(stats.stdDev).toBeCloseTo(deviation, 10);
    expect(stats.sharpeRatio).toBeCloseTo(5 / deviation, 10);
    expect(stats.certaintyRatio).toBeCloseTo(2, 10);
  });

  it('come with the trades themselves, newest first, as they were yielded', async () => {
    const made = threeTrades();
    const results = await made.results();
    const { signalList } = await made.tw.Backtest.getData(...PAIR);
    expect(signalList).toEqual(results.toReversed());
    expect(signalList.map(({ closeReason, closeTimestamp }) => `${closeReason} ${minuteOf(closeTimestamp)}`)).toEqual(['take_profit 21', 'stop_loss 11', 'take_profit 1']);
  });

  it('of a strategy that never ran are counts of 0 and no values', async () => {
    const made = threeTrades();
    expect(await made.tw.Backtest.getData(...PAIR)).toMatchObject({ signalList: [], totalSignals: 0, winCount: 0, lossCount: 0, winRate: null, avgPnl: null, totalPnl: null, stdDev: null, sharpeRatio: null, annualizedSharpeRatio: null, certaintyRatio: null, expectedYearlyReturns: null });
    expect(await made.tw.Backtest.getReport(...PAIR)).toBe(`# Backtest Report: ${NAMES.strategyName}\n\nNo signals closed yet.\n`);
  });

  it('cover all trades of a long run, while the list is bounded', async () => {
    const made = world({ market: new Market(candles(-2000, 3000).map((one) => (one.timestamp % 120_000 === 0 ? one : { ...one, high: 111 }))), getSignal: () => long(), to: 1000 });
    const results = await made.results();
    const stats = await made.tw.Backtest.getData(...PAIR);
    expect(results.length).toBeGreaterThan(400);
    expect([stats.totalSignals, stats.signalList.length]).toEqual([results.length, 250]);
    expect(await made.tw.Backtest.getReport(...PAIR)).toContain(`The latest 250 of ${results.length} are listed`);
  });

  it('can be asked for while the run is under way: they are of what has closed so far', async () => {
    const made = threeTrades();
    const seen: number[] = [];
    const stream = made.run();
    for await (const _result of stream) {
      seen.push((await made.tw.Backtest.getData(...PAIR)).totalSignals);
      expect(stream.statistics.totalSignals).toBe(seen.length);
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it('are made without anybody listening, and ask for no idle result', async () => {
    const made = threeTrades();
    const stream = made.run();
    await collect(stream);
    expect((await made.tw.Backtest.getData(...PAIR)).totalSignals).toBe(3);
    expect(stream.counts.frames).toBeLessThanOrEqual(30);
  });
});

describe('the report of a backtest', () => {
  const LABELS = ['Signal ID', 'Symbol', 'Position', 'Open Price', 'Close Price', 'Take Profit', 'Stop Loss', 'PNL (net)', 'Close Reason', 'Duration (min)', 'Open Time', 'Close Time'];

  it('has the columns and the footer of the seeds', async () => {
    const made = threeTrades();
    await made.results();
    const report = await made.tw.Backtest.getReport(...PAIR);
    expect(report).toContain(`# Backtest Report: ${NAMES.strategyName}\n`);
    expect(report).toContain(`| ${LABELS.join(' | ')} |`);
    for (const line of ['**Total signals:** 3', '**Closed signals:** 3', '**Win rate:** 66.67% (2W / 1L) (higher is better)', '**Total PNL:** +15.00% (higher is better)', '**Standard Deviation:** 8.660% (lower is better)']) expect(report).toContain(line);
  });

  it('shows notes only where that is configured', async () => {
    const made = threeTrades();
    await made.results();
    expect(await made.tw.Backtest.getReport(...PAIR)).not.toContain('| Note |');
    made.tw.setConfig({ CC_REPORT_SHOW_SIGNAL_NOTE: true });
    const report = await made.tw.Backtest.getReport(...PAIR);
    expect(report).toContain('| Position | Note | Open Price |');
    expect(report).toContain('| first |');
  });

  it('is not broken by a note full of bars, backticks and HTML', async () => {
    const made = threeTrades({ script: { 0: long({ id: 'a|b', note: 'x | y `z` <script>alert(1)</script> | [w](http://v) \\' }) }, config: { CC_REPORT_SHOW_SIGNAL_NOTE: true } });
    await made.results();
    const row = (await made.tw.Backtest.getReport(...PAIR)).split('\n').find((line) => line.includes('LONG'))!;
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(LABELS.length + 2);
    expect(row).not.toMatch(/(?<!\\)`|<script|\]\(/);
  });
});

describe('the report of scheduled signals', () => {
  it('counts what was scheduled, what became of it and after how long', async () => {
    const made = twoOrders();
    await made.results();
    const stats = await made.tw.Schedule.getData(...PAIR);
    expect(stats).toMatchObject({ totalEvents: 4, totalScheduled: 2, totalOpened: 1, totalCancelled: 1, cancellationRate: 50, activationRate: 50, avgWaitTime: 10, avgActivationTime: 4 });
    expect(stats.eventList.map(({ action, signalId, timestamp }) => `${action} ${signalId} ${minuteOf(timestamp)}`)).toEqual(['cancelled missed 30', 'scheduled missed 20', 'opened filled 4', 'scheduled filled 0']);
    expect(stats.eventList[0]).toEqual({ timestamp: minute(30), action: 'cancelled', symbol: SYMBOL, signalId: 'missed', position: 'long', note: '', currentPrice: 100, priceOpen: 90, takeProfit: 100, stopLoss: 80, closeTimestamp: minute(30), duration: 10 });
  });

  it('is empty where every signal opened at once', async () => {
    const made = threeTrades();
    await made.results();
    expect(await made.tw.Schedule.getReport(...PAIR)).toBe(`# Scheduled Signals Report: ${NAMES.strategyName}\n\nNo scheduled signals recorded yet.\n`);
  });

  it('shows notes where that is configured', async () => {
    const made = twoOrders();
    await made.results();
    made.tw.setConfig({ CC_REPORT_SHOW_SIGNAL_NOTE: true });
    expect(await made.tw.Schedule.getReport(...PAIR)).toContain('| filled | LONG | dip |');
  });
});

describe('the report of partial levels', () => {
  it('lists every level with its sign, in the mode of the run', async () => {
    const made = world({ market: new Market(candles(-2000, 3000, Object.fromEntries(Array.from({ length: 12 }, (_, n) => [n + 1, n < 6 ? [103, 103, 103, 103] : [97, 97, 97, 97]])))), script: { 0: long({ id: 'a' }) }, config: { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0, CC_PARTIAL_PROFIT_LEVELS: [10, 20], CC_PARTIAL_LOSS_LEVELS: [40] } });
    const heard: string[] = [];
    made.tw.listenPartialProfit(({ level }) => void heard.push(`profit ${level}`));
    made.tw.listenPartialLoss(({ level }) => void heard.push(`loss ${level}`));
    await made.results();
    const stats = await made.tw.Partial.getData(...PAIR);
    expect(stats.eventList.map(({ action, level }) => `${action} ${level}`)).toEqual(heard.toReversed());
    expect(stats).toMatchObject({ totalEvents: heard.length, totalProfit: heard.filter((one) => one.startsWith('profit')).length });
    expect(heard).toEqual(['profit 10', 'profit 20', 'loss 40']);
    expect(stats.eventList.at(-1)).toMatchObject({ symbol: SYMBOL, strategyName: NAMES.strategyName, signalId: 'a', position: 'long', backtest: true });
    const report = await made.tw.Partial.getReport(...PAIR);
    expect(report).toContain(`# Partial Profit/Loss Report: ${SYMBOL}:${NAMES.strategyName}\n`);
    expect(report).toContain('| Action | Symbol | Strategy | Signal ID | Position | Level % | Current Price | Timestamp | Mode |');
    expect(report).toContain('| Backtest |');
  });
});

describe('the report of risk rejections', () => {
  const refusing = (validations: NonNullable<Parameters<typeof riskWorld>[0]>, dto: ISignalDto = short({ id: 'r', note: 'n' })): ReturnType<typeof riskWorld> => riskWorld(validations, { script: { 0: dto } });

  it('lists what was refused and why, also when nobody listens', async () => {
    const made = refusing([{ validate: atMost(0), note: 'no room' }]);
    await made.results();
    const stats = await made.tw.Risk.getData(...PAIR);
    expect(stats).toMatchObject({ totalRejections: 1, bySymbol: { [SYMBOL]: 1 }, byStrategy: { [NAMES.strategyName]: 1 } });
    expect(stats.eventList[0]).toMatchObject({ symbol: SYMBOL, comment: 'no room', message: '0 open', activePositionCount: 0, timestamp: minute(0) });
    const report = await made.tw.Risk.getReport(...PAIR);
    expect(report).toContain(`# Risk Rejection Report: ${SYMBOL}:${NAMES.strategyName}\n`);
    expect(report).toContain('| no room (0 open) |');
    for (const line of ['**Total rejections:** 1', '## Rejections by Symbol', '## Rejections by Strategy', `- ${SYMBOL}: 1`]) expect(report).toContain(line);
  });

  it('gives what was thrown as the reason where the validation has no note', async () => {
    const made = refusing([atMost(0)]);
    await made.results();
    expect(await made.tw.Risk.getReport(...PAIR)).toContain('| 0 open |');
  });

  it('says nothing of what a user asks by hand, which is no signal of a run', async () => {
    const made = refusing([atMost(0)]);
    await made.tw.lib.riskGlobalService.checkSignal({ symbol: SYMBOL, strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, currentPrice: 1, timestamp: 0 }, { riskName: RISK });
    expect((await made.tw.Risk.getData(...PAIR)).totalRejections).toBe(0);
  });
});

describe('reports of several runs', () => {
  it('pool the runs of a pair over all frames; a choice narrows them', async () => {
    const made = threeTrades();
    made.tw.addFrame({ frameName: 'start', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(2)) });
    await made.results();
    await collect(made.tw.Backtest.run(SYMBOL, { ...NAMES, frameName: 'start' }));
    const { Backtest } = made.tw;
    expect((await Backtest.getData(...PAIR)).totalSignals).toBe(4);
    expect((await Backtest.getData(...PAIR, { frameName: 'start' })).totalSignals).toBe(1);
    expect((await Backtest.getData(...PAIR, { frameName: NAMES.frameName, exchangeName: NAMES.exchangeName })).totalSignals).toBe(3);
    expect((await Backtest.getData('ETHUSDT', NAMES.strategyName)).totalSignals).toBe(0);
  });

  it('forget a run when it is repeated, from the moment it begins again', async () => {
    const made = threeTrades();
    await made.results();
    const again = made.run();
    expect((await made.tw.Backtest.getData(...PAIR)).totalSignals).toBe(3);
    await again.next();
    expect((await made.tw.Backtest.getData(...PAIR)).totalSignals).toBe(1);
    await collect(again);
    expect((await made.tw.Backtest.getData(...PAIR)).totalSignals).toBe(3);
  });

  it('keep what was found when the next run is stopped before it began', async () => {
    const made = threeTrades();
    await made.results();
    const again = made.run();
    again.stop();
    await collect(again);
    expect((await made.tw.Backtest.getData(...PAIR)).totalSignals).toBe(3);
  });

  it('of one instance know nothing of another', async () => {
    const [one, other] = [threeTrades(), threeTrades()];
    await one.results();
    expect((await other.tw.Backtest.getData(...PAIR)).totalSignals).toBe(0);
  });
});

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
