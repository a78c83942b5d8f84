import { describe, expect, it } from 'vitest';
import { door, turns } from '../test/door.ts';
import { collect, long, NAMES, world, type Script, type World } from '../test/world.ts';
import type { IStrategyTickResult } from './types.ts';

/** Trades of a minute each, every other minute. */
const trades = (count: number): Script => Object.fromEntries(Array.from({ length: count }, (_, i) => [2 * i, long({ id: String(i), minuteEstimatedTime: 1 })]));
const busy = (count: number, over: Parameters<typeof world>[0] = {}): World => world({ script: trades(count), to: 2 * count, ...over });

const loud = ({ action }: IStrategyTickResult): boolean => action === 'opened' || action === 'closed';
const named = ({ action, signal }: IStrategyTickResult): string => `${action} ${signal?.id ?? ''}`;
const expected = (count: number): string[] => Array.from({ length: count }, (_, i) => [`opened ${i}`, `closed ${i}`]).flat();

describe('the done event', () => {
  it('comes once, after every listener has handled every earlier event', async () => {
    const { tw, results } = busy(4);
    const notes: string[] = [];
    tw.listenSignalBacktest(async (result) => {
      await turns(30);
      if (loud(result)) notes.push(named(result));
    });
    tw.listenDoneBacktest((event) => void notes.push(`done ${event.symbol} ${event.strategyName} ${event.exchangeName} ${event.backtest} ${event.counts.closed}`));
    await results();
    expect(notes).toEqual([...expected(4), 'done BTCUSDT scripted memory true 4']);
  });

  it('waits for the listeners of errors, too', async () => {
    const { tw, results } = world({ getSignal: () => { throw new Error('no idea'); }, to: 2 });
    const notes: string[] = [];
    tw.listenError(async () => {
      await turns(30);
      notes.push('error');
    });
    tw.listenDoneBacktest(() => void notes.push('done'));
    await results();
    expect(notes).toEqual(['error', 'error', 'done']);
  });

  it('of one run does not wait for events of another', async () => {
    const { opens, open } = door();
    const { tw } = busy(2);
    const done: string[] = [];
    tw.listenSignalBacktest((result) => (result.symbol === 'SLOW' ? opens : undefined));
    tw.listenDoneBacktest(({ symbol }) => void done.push(symbol));
    await collect(tw.Backtest.run('QUICK', NAMES));
    expect(done).toEqual(['QUICK']);
    const slow = collect(tw.Backtest.run('SLOW', NAMES));
    await turns(100);
    expect(done).toEqual(['QUICK']);
    open();
    await slow;
    expect(done).toEqual(['QUICK', 'SLOW']);
  });

  it('may start the next run and wait for it', async () => {
    const { tw } = busy(2);
    const done: string[] = [];
    tw.listenDoneBacktest(async ({ symbol }) => {
      done.push(symbol);
      if (symbol === 'FIRST') done.push(`${(await collect(tw.Backtest.run('SECOND', NAMES))).length} trades`);
    });
    await collect(tw.Backtest.run('FIRST', NAMES));
    await expect.poll(() => done).toEqual(['FIRST', '2 trades', 'SECOND']);
  });

  it('does not come where the consumer leaves early', async () => {
    const { tw, run } = busy(3);
    let done = 0;
    tw.listenDoneBacktest(() => void done++);
    for await (const _result of run()) break;
    await turns(100);
    expect(done).toBe(0);
  });
});
