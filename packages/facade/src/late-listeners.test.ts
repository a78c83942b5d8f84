import { describe, expect, it } from 'vitest';
import { candles, Market, minuteOf } from '../test/market.ts';
import { collect, long, NAMES, SYMBOL, world } from '../test/world.ts';

describe('a listener that comes while a run goes on', () => {
  it('hears of idle frames and progress from there on, and they end with it', async () => {
    const idle: number[] = [];
    const progress: number[] = [];
    let unlisten: (() => void)[] = [];
    const made = world({
      to: 20,
      getSignal: (_symbol, when) => {
        if (minuteOf(when) === 5) {
          unlisten = [
            made.tw.listenSignal(async (result) => void (result.action === 'idle' && idle.push(minuteOf(await made.tw.getDate())))),
            made.tw.listenBacktestProgress(({ processedFrames }) => void progress.push(processedFrames)),
          ];
        }
        if (minuteOf(when) === 10) for (const end of unlisten) end();
        return null;
      },
    });
    await collect(made.tw.Backtest.run(SYMBOL, NAMES));
    expect(progress[0]).toBeGreaterThanOrEqual(5);
    expect(progress.length).toBeGreaterThan(3);
    expect(idle.slice(0, 3)).toEqual([6, 7, 8]);
    expect(idle.every((at) => at <= 10)).toBe(true);
  });
});

describe('a walker’s backtests', () => {
  it('are no news of their own: only the walker is done', async () => {
    const { tw } = world({ to: 3 });
    tw.addWalker({ walkerName: 'w', exchangeName: NAMES.exchangeName, frameName: NAMES.frameName, strategies: [NAMES.strategyName] });
    const done: string[] = [];
    tw.listenDoneBacktest(() => void done.push('backtest'));
    tw.listenDoneWalker(() => void done.push('walker'));
    tw.Walker.background(SYMBOL, { walkerName: 'w' });
    await expect.poll(() => done).toEqual(['walker']);
  });
});

describe('an entry that waits when the data end', () => {
  it('is cancelled with the mark that it was not its time that was up', async () => {
    const made = world({ market: new Market(candles(-50, 30)), script: { 2: long({ priceOpen: 99 }) } });
    expect(await made.results()).toMatchObject([{ action: 'cancelled', reason: 'timeout', truncated: true }]);
  });
});
