import { describe, expect, it } from 'vitest';
import { candles, Market } from '../test/market.ts';
import { collect, long, NAMES, settlesBefore, world, type Script, type World } from '../test/world.ts';
import type { IStrategyTickResult } from './types.ts';

/** Trades of a minute each, every other minute. */
const trades = (count: number): Script => Object.fromEntries(Array.from({ length: count }, (_, i) => [2 * i, long({ id: String(i), minuteEstimatedTime: 1 })]));
const busy = (count: number, over: Parameters<typeof world>[0] = {}): World => world({ script: trades(count), to: 2 * count, ...over });

const loud = ({ action }: IStrategyTickResult): boolean => action === 'opened' || action === 'closed';
const named = ({ action, signal }: IStrategyTickResult): string => `${action} ${signal?.id ?? ''}`;
const expected = (count: number): string[] => Array.from({ length: count }, (_, i) => [`opened ${i}`, `closed ${i}`]).flat();

/** A door that stays shut until it is opened. */
function door(): { readonly opens: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opens = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opens, open: () => open() };
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

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

describe('a listener that cannot keep up', () => {
  it('gets fewer idle events, the latest of them, and every other one', async () => {
    const { opens, open } = door();
    const { tw, run } = world({ to: 5000, market: new Market(candles(-10, 6000)), script: { 0: long({ id: '0', minuteEstimatedTime: 1 }), 4000: long({ id: '1', minuteEstimatedTime: 1 }) } });
    const heard: IStrategyTickResult[] = [];
    tw.listenSignalBacktest(async (result) => {
      await opens;
      heard.push(result);
    });
    const end = collect(run());
    await turns(20_000);
    open();
    await end;
    expect(heard.filter(loud).map(named)).toEqual(expected(2));
    expect(heard.length).toBeLessThan(1100);
    expect(heard.findIndex((result) => named(result) === 'opened 1')).toBeGreaterThan(900);
  });

  it('holds the run up once a hundred thousand events wait, which is said once', async () => {
    const { opens, open } = door();
    const { tw, run } = world({ to: 52_000, getSignal: () => long({ minuteEstimatedTime: 1 }), market: new Market(candles(-10, 53_000)) });
    const warnings: string[] = [];
    tw.setLogger({ log() {}, debug() {}, info() {}, warn: (topic) => void warnings.push(topic) });
    tw.listenSignalBacktest(() => opens);
    let trades = 0;
    const end = (async () => { for await (const _result of run()) trades++; })();
    await expect.poll(() => warnings, { timeout: 20_000 }).toEqual(['backtest waits for its listeners']);
    expect([Math.round(trades / 1000), await settlesBefore(end, turns(1000))]).toEqual([50, false]);
    open();
    await end;
    expect([trades, warnings.length]).toEqual([52_000, 1]);
  });
});
