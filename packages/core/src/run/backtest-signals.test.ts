import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../units.ts';
import type { BacktestOptions } from './options.ts';
import { candles, eventsOf, minute, PageSource, run, Scripted, signal, told } from './run.fixture.ts';

type Told = Parameters<typeof candles>[2];
const paths = (given: Told, until = 200): BacktestOptions['candles'] => new PageSource([candles(-10, 3, given), candles(3, 25, given), candles(25, until, given)]);
const VWAP = { trigger: 'vwap', costs: { feeFrac: 0, slippageFrac: 0 } } as const;

describe('a signal from its ask to its end', () => {
  it.each<[string, Told, string[]]>([
    ['closes at its target', { 7: [100, 111, 99, 105] }, ['opened 2', 'take-profit 7']],
    ['closes at its stop', { 7: [100, 101, 94, 98] }, ['opened 2', 'stop-loss 7']],
    ['closes at its time', {}, ['opened 2', 'time-expired 62']],
    ['can end on the candle that opens at its entry', { 2: [100, 111, 99, 105] }, ['opened 2', 'take-profit 2']],
    ['does not see the candle that closed at its entry', { 1: [100, 111, 94, 100] }, ['opened 2', 'time-expired 62']],
    ['ends by price on the candle that closes exactly at its expiry', { 61: [100, 101, 94, 98] }, ['opened 2', 'stop-loss 61']],
    ['ends by time before the candle that opens at its expiry', { 62: [100, 101, 94, 98] }, ['opened 2', 'time-expired 62']],
  ])('%s', async (_name, given, expected) => {
    expect(told(await eventsOf(run({ strategy: new Scripted({ 2: () => signal() }), candles: paths(given) })))).toEqual(expected);
  });

  it.each<[string, Told, string[]]>([
    ['waits, opens and closes', { 7: [100, 101, 97, 99], 9: [100, 111, 99, 105] }, ['scheduled 2', 'opened 7', 'take-profit 9']],
    ['opens and is stopped on one candle', { 7: [100, 101, 93, 99] }, ['scheduled 2', 'opened 7', 'stop-loss 7']],
    ['is cancelled by a gap beyond its stop', { 7: [94, 101, 93, 99] }, ['scheduled 2', 'cancelled stop-loss 7']],
    ['times out', {}, ['scheduled 2', 'cancelled timeout 32']],
    ['lives its whole time from the opening on', { 7: [100, 101, 97, 99] }, ['scheduled 2', 'opened 7', 'time-expired 67']],
    ['can open on the candle that closes exactly at its time-out', { 31: [100, 101, 97, 99] }, ['scheduled 2', 'opened 31', 'time-expired 91']],
    ['cannot open on the candle after', { 32: [100, 101, 97, 99] }, ['scheduled 2', 'cancelled timeout 32']],
    ['does not see the candle that closed when it was made', { 1: [100, 101, 97, 100] }, ['scheduled 2', 'cancelled timeout 32']],
  ])('an entry at 98 %s', async (_name, given, expected) => {
    const strategy = new Scripted({ 2: ({ price }) => signal('long', { entryPrice: price - 2 }) });
    const rules = { trigger: 'candle-range', costs: { feeFrac: 0, slippageFrac: 0 }, scheduleAwaitMs: 30 * MINUTE_MS } as const;
    expect(told(await eventsOf(run({ strategy, candles: paths(given), rules })))).toEqual(expected);
  });

  it('is judged by the VWAP alone under that trigger', async () => {
    const given: Told = { 7: [100, 150, 90, 100], 8: [111, 111, 111, 111], 9: [111, 111, 111, 111], 10: [111, 111, 111, 111], 11: [111, 111, 111, 111], 12: [111, 111, 111, 111] };
    expect(told(await eventsOf(run({ strategy: new Scripted({ 2: () => signal() }), candles: paths(given), rules: VWAP })))).toEqual(['opened 2', 'take-profit 12']);
  });

  it('pays fee and slippage on both legs', async () => {
    const given = run({ strategy: new Scripted({ 2: () => signal() }), candles: paths({ 7: [100, 111, 99, 105] }), rules: { trigger: 'candle-range', costs: { feeFrac: 0.001, slippageFrac: 0.01 } } });
    expect((await eventsOf(given))[1]).toMatchObject({ trade: { entry: { price: 101 }, exit: { price: 108.9, quotedPrice: 110 }, pnlFrac: (108.9 - 101) / 101 - 0.002 } });
  });

  it('knows its excursions, also over candles nobody looked at', async () => {
    const given = { 5: [100, 108, 100, 100], 30: [100, 100, 96, 100], 50: [100, 111, 90, 94] } as const;
    const events = await eventsOf(run({ strategy: new Scripted({ 2: () => signal('long', { stopLossPrice: 92 }) }), candles: paths(given) }));
    expect(events[1]).toMatchObject({ trade: { reason: 'stop-loss', mfeFrac: 0.08, maeFrac: -0.08 } });
  });

  it.each([['candle-range', 8], ['vwap', 9]] as const)('leaves the next frame under %s to the next signal: asked again at minute %s', async (trigger, first) => {
    const flat = [111, 111, 111, 111] as const;
    const strategy = new Scripted({ 2: () => signal() });
    const given: Told = trigger === 'vwap' ? { 3: flat, 4: flat, 5: flat, 6: flat, 7: flat } : { 7: [100, 111, 99, 105] };
    await eventsOf(run({ strategy, candles: paths(given), rules: { ...VWAP, trigger }, toMs: minute(10) }));
    expect(strategy.asks.find((n) => n > 2)).toBe(first);
  });

  it('is the only one: nobody asks while it lives', async () => {
    const strategy = new Scripted({ 2: () => signal() });
    await eventsOf(run({ strategy, candles: paths({ 7: [100, 111, 99, 105] }) }));
    expect(strategy.asks).toEqual([0, 1, 2, 8, 9]);
  });

  it('is counted', async () => {
    const strategy = new Scripted({ 0: () => signal('long', { takeProfitPrice: 99 }), 2: () => signal(), 8: () => signal('long', { entryPrice: 90, stopLossPrice: 80 }) });
    const given = run({ strategy, candles: paths({ 7: [100, 111, 99, 105] }) });
    await eventsOf(given);
    expect(given.counts).toMatchObject({ asks: 4, refused: 1, opened: 1, closed: 1, cancelled: 1, truncated: 0, failedAsks: 0 });
  });
});

describe('the end of the data', () => {
  it('closes an open position at the last VWAP, truncated', async () => {
    const given = run({ strategy: new Scripted({ 2: () => signal() }), candles: paths({ 29: [100, 105, 100, 105] }, 30) });
    const events = await eventsOf(given);
    expect([events[1], given.counts.truncated]).toMatchObject([{ kind: 'closed', atMs: minute(30), trade: { reason: 'time-expired', truncated: true, mfeFrac: 0.05 } }, 1]);
  });

  it('gives up a waiting entry, truncated', async () => {
    const events = await eventsOf(run({ strategy: new Scripted({ 2: () => signal('long', { entryPrice: 98 }) }), candles: paths({}, 30) }));
    expect(events[1]).toMatchObject({ kind: 'cancelled', reason: 'timeout', truncated: true, atMs: minute(30) });
  });

  it('does not truncate what expired exactly with them', async () => {
    const events = await eventsOf(run({ strategy: new Scripted({ 2: () => signal('long', { lifetimeMinutes: 28 }) }), candles: paths({}, 30) }));
    expect(events[1]).toMatchObject({ kind: 'closed', atMs: minute(30), trade: { reason: 'time-expired', truncated: false } });
  });

  it('in a gap over the expiry: the first price after it closes', async () => {
    const hole = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i + 50, null]));
    const events = told(await eventsOf(run({ strategy: new Scripted({ 2: () => signal() }), candles: paths({ ...hole, 90: [99, 99, 99, 99] }) })));
    expect(events).toEqual(['opened 2', 'time-expired 91']);
  });
});
