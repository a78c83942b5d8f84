import { MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld, type LiveWorld, type LiveWorldOptions } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { long, SYMBOL, told } from '../test/world.ts';
import type { IRiskSchema, IRiskValidationPayload, RiskContract } from './types.ts';

const RISK = 'one';
const single = (more: IRiskSchema['validations'] = []): IRiskSchema => ({ riskName: RISK, validations: [({ activePositionCount }) => { if (activePositionCount > 0) throw new Error('one is enough'); }, ...more] });

interface Crowd extends LiveWorld {
  /** The most positions that were ever open at once, as the callbacks tell it. */
  readonly most: () => number;
  readonly refusals: RiskContract[];
  all(...symbols: string[]): Promise<void>;
}

function crowd(options: LiveWorldOptions = {}): Crowd {
  const open = new Set<string>();
  let most = 0;
  const made = liveWorld({ getSignal: () => long({ minuteEstimatedTime: 3 }), risk: single(), ...options, callbacks: {
    onOpen: (symbol) => void (most = Math.max(most, open.add(symbol).size)),
    onActive: (symbol) => void (most = Math.max(most, open.add(symbol).size)),
    onClose: (symbol) => void open.delete(symbol),
  } });
  const refusals: RiskContract[] = [];
  made.tw.listenRisk((event) => void refusals.push(event));
  return {
    ...made, refusals, most: () => most,
    async all(...symbols) {
      let left = symbols.length;
      const done = new Promise<void>((resolve) => made.tw.listenDoneLive(() => { if (--left === 0) resolve(); }));
      for (const symbol of symbols) made.tw.Live.background(symbol, LIVE_NAMES);
      await done;
    },
  };
}

const slotsIn = async (disk: MemoryDisk): Promise<string[]> => {
  const { positions = {} } = ((await new MemoryStore(disk).load([`risk:${RISK}`])).get(`risk:${RISK}`)?.value ?? {}) as { positions?: Record<string, { symbol: string }> };
  return Object.values(positions).map(({ symbol }) => symbol);
};

describe('a risk profile in live trading', () => {
  it('with one slot never lets two symbols be in the market at once', async () => {
    const made = crowd({ to: 60 });
    await made.all('A', 'B', 'C');
    expect([made.most(), made.refusals.length > 10, made.errors]).toEqual([1, true, []]);
  });

  it('nor when its validations take their time', async () => {
    const made = crowd({ to: 20, risk: single([() => new Promise((resolve) => { setImmediate(resolve); })]) });
    await made.all('A', 'B', 'C');
    expect([made.most(), made.errors]).toEqual([1, []]);
  });

  it('nor over restarts: a stored position has its slot, whoever starts first', async () => {
    const disk = new MemoryDisk();
    const first = crowd({ store: new MemoryStore(disk), to: 2 });
    await first.all('A', 'B');
    expect(await slotsIn(disk)).toEqual(['A']);
    const second = crowd({ store: new MemoryStore(disk), from: 2, to: 3 });
    await second.all('B', 'A');
    expect([second.most(), await slotsIn(disk)]).toEqual([1, ['A']]);
    const third = crowd({ store: new MemoryStore(disk), from: 3, to: 4 });
    await third.all('B'); // nobody has started A yet: its position lies in the store
    expect([third.most(), third.refusals.length, await slotsIn(disk)]).toEqual([0, 1, ['A']]);
  });

  it('gives a slot back with the position, in one commit', async () => {
    const disk = new MemoryDisk();
    const made = crowd({ store: new MemoryStore(disk), getSignal: (_symbol, when) => (minuteOf(when) === 1 ? long() : null), market: new Market(candles(-2000, 100, { 3: [100, 111, 100, 100] })), to: 6 });
    const seen: unknown[] = [];
    made.tw.listenSignalLive(async ({ action }) => { if (action === 'opened' || action === 'closed') seen.push([action, (await slotsIn(disk)).length]); });
    await made.all('A');
    await expect.poll(() => seen).toEqual([['opened', 1], ['closed', 0]]);
  });

  it('shows validations who is in the market, and tells of refusals as in a backtest', async () => {
    const payloads: IRiskValidationPayload[] = [];
    const made = crowd({ to: 2, risk: { riskName: RISK, validations: [{ note: 'limit', validate: (payload) => { payloads.push(payload); if (payload.activePositionCount > 0) throw new Error('full'); } }] } });
    await made.all('A', 'B');
    expect(payloads.find(({ activePositionCount }) => activePositionCount === 1)?.activePositions).toMatchObject([{ symbol: 'A', ...LIVE_NAMES, signal: { symbol: 'A', priceOpen: 100 }, openTimestamp: minute(0) }]);
    expect(made.refusals[0]).toMatchObject({ symbol: 'B', comment: 'limit', message: 'full', timestamp: minute(0) });
    expect((await made.tw.Risk.getData('B', LIVE_NAMES.strategyName)).totalRejections).toBe(made.refusals.length);
  });

  it('is another one in backtests', async () => {
    const made = crowd({ to: 1000 });
    const stream = made.run('A');
    await stream.next();
    made.tw.addFrame({ frameName: 'hour', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(2)) });
    const results = [];
    for await (const result of made.tw.Backtest.run(SYMBOL, { ...LIVE_NAMES, frameName: 'hour' })) results.push(result);
    expect(told(results)).toEqual(['time_expired 3']);
    await made.tw.shutdown();
  });

  it('can be asked and filled by hand: riskGlobalService with backtest: false, which inside live hooks is the default', async () => {
    const asked: boolean[] = [];
    const made = crowd({ to: 2, getSignal: async (symbol, when) => {
      const args = { symbol, strategyName: 'x', exchangeName: 'memory', currentPrice: 1, timestamp: when.getTime() };
      asked.push(await made.tw.lib.riskGlobalService.checkSignal(args, { riskName: RISK }));
      return long();
    } });
    const byHand = { riskName: RISK, strategyName: 'hand', backtest: false };
    await made.tw.lib.riskGlobalService.addSignal('X', byHand);
    await made.all('A');
    expect([made.most(), asked]).toEqual([0, [false, false]]);
    await made.tw.lib.riskGlobalService.removeSignal('X', byHand);
    const again = crowd({ to: 1 });
    await again.all('A');
    expect(again.most()).toBe(1);
  });
});
