import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf, QuickClock } from '../test/market.ts';
import { collect, long, NAMES, SYMBOL, world, type WorldOptions } from '../test/world.ts';
import { getCandles, getDate } from './index.ts';
import type { ICandleData } from './types.ts';

describe('after the hook has settled', () => {
  it.each([
    ['a sync getSignal', (later: () => void) => later()],
    ['an async getSignal', async (later: () => void) => later()],
    ['a getSignal that throws', (later: () => void) => {
      later();
      throw new Error('no idea');
    }],
    ['a getSignal that rejects', async (later: () => void) => {
      later();
      throw new Error('no idea');
    }],
  ])('%s cannot be asked any more', async (_what, getSignal) => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const late: Promise<unknown>[] = [];
    await world({ to: 1, getSignal: () => getSignal(() => void late.push(gate.then(() => getCandles(SYMBOL, '1m', 1)))) }).results();
    release();
    await expect(late[0]).rejects.toMatchObject({ code: 'context/over' });
  });

  it('a hook that was given up on sees nothing of later frames', async () => {
    const clock = new QuickClock(minute(100_000));
    let answer = (): void => undefined;
    let late: Promise<unknown> | undefined;
    const { run, errors, asks } = world({ clock, to: 3, getSignal: (_symbol, when) => {
      if (minuteOf(when) === 1) return new Promise((resolve) => {
        answer = () => resolve(null);
      }).then(() => null);
      if (minuteOf(when) === 0) {
        late = new Promise<void>((resolve) => {
          answer = resolve;
        }).then(() => getCandles(SYMBOL, '1m', 1));
        return late;
      }
      return null;
    } });
    const results = collect(run());
    await expect.poll(() => clock.pending).toBe(1);
    const first = answer;
    await clock.pass(180_000);
    await expect.poll(() => asks).toEqual([0, 1]);
    first();
    await expect(late).rejects.toMatchObject({ code: 'context/over' });
    await clock.pass(180_000);
    await results;
    expect(errors.map(({ message }) => message.split(':')[0])).toEqual(['Timeout for scripted symbol=BTCUSDT', 'Timeout for scripted symbol=BTCUSDT']);
  });
});

describe('inside callbacks and listeners', () => {
  const trade: WorldOptions = { market: new Market(candles(-50, 500, { 5: [100, 111, 100, 111] })), script: { 2: long() } };

  it('the date is the instant at which the event became known', async () => {
    const at: [string, Promise<Date>][] = [];
    const note = (what: string) => (): void => void at.push([what, getDate()]);
    const { results, tw } = world({ ...trade, callbacks: { onOpen: note('onOpen'), onClose: note('onClose') } });
    tw.listenSignalBacktest(({ action }) => { if (action === 'closed') note('listener')(); });
    await results();
    expect(await Promise.all(at.map(async ([what, date]) => `${what} ${minuteOf(await date)}`))).toEqual(['onOpen 2', 'onClose 6', 'listener 6']);
  });

  it('candles can be asked for, and the one that decided is the last', async () => {
    const seen: Promise<ICandleData[]>[] = [];
    await world({ ...trade, callbacks: { onClose: (symbol) => void seen.push(getCandles(symbol, '1m', 2)) } }).results();
    expect((await seen[0])!.map(({ timestamp, high }) => [minuteOf(timestamp), high])).toEqual([[4, 100], [5, 111]]);
  });

  it('a slow listener keeps the instant of its event', async () => {
    const seen: string[] = [];
    const { tw } = world({ script: Object.fromEntries([0, 2, 4].map((n) => [n, long({ minuteEstimatedTime: 1 })])) });
    tw.listenSignalBacktest(async ({ action }) => {
      if (action === 'idle') return;
      for (let i = 0; i < 30; i++) await Promise.resolve();
      seen.push(`${action} ${minuteOf(await getDate())}`);
    });
    await collect(tw.Backtest.run(SYMBOL, NAMES));
    expect(seen).toEqual(['opened 0', 'closed 1', 'opened 2', 'closed 3', 'opened 4', 'closed 5']);
  });

  it('an error belongs to the instant at which it came up', async () => {
    const { results, tw } = world({ ...trade, callbacks: { onOpen: () => { throw new Error('callback broke'); } } });
    const at: Promise<Date>[] = [];
    tw.listenError(() => void at.push(getDate()));
    await results();
    expect((await Promise.all(at)).map(minuteOf)).toEqual([2]);
  });

  it('what one listener sets off is not taken for the cause of what the next one hears', async () => {
    const { results, tw } = world(trade);
    tw.addFrame({ frameName: 'later', interval: '1m', startDate: new Date(minute(100)), endDate: new Date(minute(101)), callbacks: { onTimeframe: () => { throw new Error('callback broke'); } } });
    const at: Promise<Date>[] = [];
    tw.listenSignalBacktest(({ action }) => (action === 'opened' ? void tw.Backtest.run('OTHER', { ...NAMES, frameName: 'later' }).next() : undefined));
    tw.listenSignalBacktest(({ action, symbol }) => (action === 'opened' && symbol === SYMBOL ? void at.push(getDate()) : undefined));
    await results();
    expect((await Promise.all(at)).map(minuteOf)).toEqual([2]);
  });

  it('is over with them as well', async () => {
    const late: Promise<unknown>[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const later = (): void => void late.push(gate.then(() => getDate()));
    const { results, tw } = world({ ...trade, callbacks: { onOpen: later } });
    tw.listenDoneBacktest(async () => later());
    await results();
    release();
    await expect(late[0]).rejects.toMatchObject({ code: 'context/over' });
    await expect(late[1]).rejects.toMatchObject({ code: 'context/over' });
  });
});
