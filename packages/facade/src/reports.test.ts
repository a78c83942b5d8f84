import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { PAIR, threeTrades } from '../test/three-trades.ts';
import { collect, long, NAMES, SYMBOL, world } from '../test/world.ts';

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
