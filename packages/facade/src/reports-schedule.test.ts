import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { PAIR, threeTrades } from '../test/three-trades.ts';
import { long, NAMES, SYMBOL, world, type World, type WorldOptions } from '../test/world.ts';

/** Waits for 90 from minute 0 on, which minute 4 brings; a second order that nobody fills is cancelled after ten minutes. */
const twoOrders = (over: WorldOptions = {}): World =>
  world({
    market: new Market(candles(-2000, 3000, { 4: [100, 100, 89, 90], 5: [90, 101, 90, 100] })),
    script: { 0: long({ id: 'filled', priceOpen: 90, priceTakeProfit: 100, priceStopLoss: 80, note: 'dip' }), 20: long({ id: 'missed', priceOpen: 90, priceTakeProfit: 100, priceStopLoss: 80 }) },
    to: 60,
    config: { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0, CC_SCHEDULE_AWAIT_MINUTES: 10 },
    ...over,
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
