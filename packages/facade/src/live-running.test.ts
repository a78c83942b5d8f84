import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld } from '../test/live-world.ts';
import { candles, Market } from '../test/market.ts';
import { long, SYMBOL, told } from '../test/world.ts';
import type { DoneContract, IStrategyTickResult } from './types.ts';

describe('a live run in the background', () => {
  it('tells its listeners every result, and that it is done exactly once', async () => {
    const { tw } = liveWorld({ script: { 2: long() }, to: 6 });
    const heard: IStrategyTickResult[] = [];
    const both: IStrategyTickResult[] = [];
    const done: DoneContract[] = [];
    tw.listenSignalLive((result) => void heard.push(result));
    tw.listenSignal((result) => void both.push(result));
    tw.listenDoneLive((event) => void done.push(event));
    tw.Live.background(SYMBOL, LIVE_NAMES);
    await expect.poll(() => done.length, { timeout: 60_000 }).toBe(1);
    expect(told(heard)).toEqual(['idle', 'idle', 'opened', 'active', 'active', 'active']);
    expect(both).toEqual(heard);
    expect(done).toMatchObject([{ symbol: SYMBOL, ...LIVE_NAMES, backtest: false, counts: { opened: 1 } }]);
  });

  it('is stopped by the function it returned; a position lives to its end first', async () => {
    const { tw } = liveWorld({ getSignal: () => long(), market: new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100] })), to: 1000 });
    const heard: IStrategyTickResult[] = [];
    const done = new Promise((resolve) => tw.listenDoneLive(resolve));
    tw.listenSignalLive((result) => {
      if (result.action === 'opened') cancel();
      heard.push(result);
    });
    const cancel = tw.Live.background(SYMBOL, LIVE_NAMES);
    await done;
    expect(told(heard)).toEqual(['opened', 'active', 'active', 'active', 'active', 'active', 'take_profit 5']);
  });
});

describe('the list of live runs', () => {
  it('follows a run: ready, pending once it is asked, fulfilled at its end', async () => {
    const { tw, run } = liveWorld();
    const stream = run();
    const statuses = async (): Promise<string[]> => (await tw.Live.list()).map(({ status }) => status);
    expect(await statuses()).toEqual(['ready']);
    await stream.next();
    expect(await statuses()).toEqual(['pending']);
    await stream.return();
    expect(await tw.Live.list()).toMatchObject([{ symbol: SYMBOL, ...LIVE_NAMES, status: 'fulfilled' }]);
  });
});
