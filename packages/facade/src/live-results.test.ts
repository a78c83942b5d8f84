import { describe, expect, it } from 'vitest';
import { liveWorld } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { long, SYMBOL, told } from '../test/world.ts';
import { getCandles, getMode } from './index.ts';

/** A target at minute 5, an entry at 98 that is there at minute 12, a stop at minute 15. */
const market = (): Market => new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100], 12: [100, 100, 97, 100], 15: [100, 100, 94, 100] }));

describe('the results of a live run', () => {
  it('are all six kinds, tick by tick', async () => {
    const { results, errors } = liveWorld({ market: market(), script: { 2: long(), 10: long({ priceOpen: 98 }), 18: long({ priceOpen: 97 }) }, config: { CC_SCHEDULE_AWAIT_MINUTES: 3 }, to: 23 });
    expect(told(await results())).toEqual([
      'idle', 'idle', 'opened', 'active', 'active', 'active', 'take_profit 5', 'idle', 'idle', 'idle', 'idle', 'scheduled', 'scheduled', 'scheduled', 'opened',
      'active', 'active', 'active', 'stop_loss 15', 'idle', 'idle', 'scheduled', 'scheduled', 'scheduled', 'cancelled timeout 21', 'idle', 'idle',
    ]);
    expect(errors).toEqual([]);
  });

  it('follow the VWAP where nobody chose what triggers, and candles where somebody did', async () => {
    const touched = { market: new Market(candles(-2000, 3000, { 3: [100, 111, 100, 100] })), script: { 2: long() }, to: 6 };
    expect(told(await liveWorld({ ...touched, config: { CC_TRIGGER_PRICE: 'auto' } }).results())).toEqual(['idle', 'idle', 'opened', 'active', 'active', 'active']);
    expect(told(await liveWorld({ ...touched, config: { CC_TRIGGER_PRICE: 'candle-range' } }).results())).toContain('take_profit 3');
  });

  it('say of whom, at which price, and what came of it', async () => {
    const results = await liveWorld({ market: market(), script: { 2: long({ id: 'mine' }) } }).results();
    const head = { symbol: SYMBOL, strategyName: 'scripted', exchangeName: 'memory' };
    expect(results[0]).toEqual({ action: 'idle', signal: null, currentPrice: 100, ...head });
    expect(results.find(({ action }) => action === 'closed')).toMatchObject({ ...head, signal: { id: 'mine', pendingAt: minute(2) }, closeReason: 'take_profit', closeTimestamp: minute(5), pnl: { pnlPercentage: 10 } });
  });

  it('come from hooks that know they are live, at the aligned minute, and see no candle that has not closed', async () => {
    const seen: unknown[] = [];
    const { results } = liveWorld({ to: 2, getSignal: async (symbol, when) => {
      const last = await getCandles(symbol, '1m', 1);
      seen.push([minuteOf(when), await getMode(), minuteOf(last[0]!.timestamp)]);
      return null;
    } });
    await results();
    expect(seen).toEqual([[0, 'live', -1], [1, 'live', 0]]);
  });
});

describe('what live trading has come to', () => {
  it('is counted over all ticks and trades, of which the latest are listed', async () => {
    const { tw, results } = liveWorld({ market: market(), script: { 2: long() }, to: 60 });
    await results();
    const { eventList, totalEvents, totalClosed, totalPnl } = await tw.Live.getData(SYMBOL, 'scripted');
    expect([totalEvents, totalClosed, totalPnl]).toEqual([61, 1, 10]);
    expect(eventList.map(({ action }) => action)).toEqual(['idle', 'closed', 'active', 'opened', 'idle']);
    expect(eventList[1]).toMatchObject({ action: 'closed', pnl: 10, closeReason: 'take_profit', duration: 3, openPrice: 100, takeProfit: 110, stopLoss: 95 });
  });

  it('counts an entry that waits once, and a position that was restored not at all', async () => {
    const { tw, results } = liveWorld({ market: market(), script: { 10: long({ priceOpen: 98 }) }, to: 14 });
    await results();
    expect(await tw.Schedule.getData(SYMBOL, 'scripted')).toMatchObject({ totalScheduled: 1, totalOpened: 1, totalEvents: 2 });
    expect((await tw.Heat.getData('scripted')).totalSymbols).toBe(0);
  });

  it('is no backtest’s', async () => {
    const { tw, results } = liveWorld({ market: market(), script: { 2: long() } });
    await results();
    expect((await tw.Backtest.getData(SYMBOL, 'scripted')).totalSignals).toBe(0);
  });

  it('has the columns of the seeds', async () => {
    const { tw, results } = liveWorld({ market: market(), script: { 2: long() } });
    await results();
    const report = await tw.Live.getReport(SYMBOL, 'scripted');
    expect(report).toContain('# Live Trading Report: scripted');
    expect(report).toContain('| Timestamp | Action | Symbol | Signal ID | Position | Current Price | Open Price | Take Profit | Stop Loss | % to TP | % to SL | PNL (net) | Close Reason | Duration (min) |');
  });

  it('is written under ./dump/live', async () => {
    const written: string[] = [];
    const { tw, results } = liveWorld({ parts: { reports: { write: (path) => void written.push(path) } }, to: 2 });
    await results();
    await tw.Live.dump(SYMBOL, 'scripted');
    await tw.Live.dump('scripted');
    expect(written).toEqual(['dump/live/scripted@BTCUSDT.md', 'dump/live/scripted.md']);
  });
});
