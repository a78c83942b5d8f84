import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { candles, Market, minuteOf } from '../test/market.ts';
import { long, SYMBOL, world } from '../test/world.ts';
import { getAveragePrice, getCandles, getDate, getMode } from './index.ts';

describe('many at once', () => {
  it('fifty instances, each with an exchange of its own, never see each other', async () => {
    const seen: boolean[] = [];
    await Promise.all(Array.from({ length: 50 }, (_, i) => world({
      market: new Market(candles(-10, 60, Object.fromEntries(Array.from({ length: 70 }, (_one, n) => [n - 10, [100 + i, 100 + i, 100 + i, 100 + i] as const])))), to: 5,
      getSignal: async (symbol, when) => {
        for (let n = 0; n <= i % 7; n++) await Promise.resolve();
        const [date, [candle], price] = await Promise.all([getDate(), getCandles(symbol, '1m', 1), getAveragePrice(symbol)]);
        seen.push(date.getTime() === when.getTime() && candle!.close === 100 + i && Math.abs(price - 100 - i) < 1e-6);
      },
    }).results()));
    expect([seen.length, new Set(seen)]).toEqual([250, new Set([true])]);
  });

  it('a run inside a hook of another has its own hooks, and the outer one finds itself again', async () => {
    const seen: string[] = [];
    const note = async (who: string): Promise<void> => void seen.push(`${who} ${minuteOf(await getDate())}`);
    const inner = world({ from: 100, to: 101, getSignal: () => note('inner') });
    await world({ from: 3, to: 4, getSignal: async () => {
      await note('before');
      await inner.results();
      await note('after');
    } }).results();
    expect(seen).toEqual(['before 3', 'inner 100', 'after 3']);
  });

  it('a hook that runs while another is over is not mistaken for it', async () => {
    const kept: (() => Promise<Date>)[] = [];
    const seen: string[] = [];
    await world({ to: 3, getSignal: async () => {
      kept.push(AsyncLocalStorage.bind(() => getDate()));
      // What an earlier hook has left behind is over, also when it is called from a hook that is not.
      for (const ask of kept) seen.push(await ask().then((date) => `${minuteOf(date)}`, ({ code }: { code: string }) => code));
    } }).results();
    expect(seen).toEqual(['0', 'context/over', '1', 'context/over', 'context/over', '2']);
  });

  it('what a hook that answers at once has left behind is over, also while one that takes its time is not', async () => {
    const late: Promise<string>[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await world({ to: 5, getSignal: (_symbol, when) => {
      if (minuteOf(when) === 0) return Promise.resolve(null); // from here on every ask has a context to itself
      if (minuteOf(when) < 4) {
        late.push(gate.then(() => getDate()).then(() => 'answered', ({ code }: { code: string }) => code));
        return null;
      }
      release();
      return Promise.all(late).then(() => null);
    } }).results();
    expect(await Promise.all(late)).toEqual(['context/over', 'context/over', 'context/over']);
  });

  it('two answers asked for while a hook runs do not mix up whose it is', async () => {
    const seen: string[] = [];
    const { run, errors } = world({ to: 6, getSignal: async (_symbol, when) => {
      await Promise.resolve();
      if (minuteOf(when) === 0) two = stream.next();
      await Promise.resolve();
      seen.push(`${minuteOf(when)} ${minuteOf(await getDate())}`);
      return minuteOf(when) % 3 === 2 ? long({ minuteEstimatedTime: 1 }) : null;
    } });
    let two: Promise<unknown> | undefined;
    const stream = run();
    await stream.next();
    await two;
    await stream.next();
    expect([seen, errors]).toEqual([[0, 1, 2, 3, 4, 5].map((n) => `${n} ${n}`), []]);
  });

  it('a promise that a hook began and left to the next one is over', async () => {
    let begun: Promise<string> | undefined;
    const seen: (string | undefined)[] = [];
    await world({ to: 2, getSignal: async () => {
      seen.push(await begun);
      const turn = (async (): Promise<string> => {
        for (let i = 0; i < 50; i++) await Promise.resolve();
        return getMode().catch(({ code }: { code: string }) => code);
      })();
      begun ??= turn;
    } }).results();
    expect(seen).toEqual([undefined, 'context/over']);
  });

  it('the context of a user’s own is untouched by the engine’s', async () => {
    const own = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    await own.run('mine', () => world({ to: 1, getSignal: async () => {
      await getCandles(SYMBOL, '1m', 1);
      seen.push(own.getStore());
    } }).results());
    expect(seen).toEqual(['mine']);
  });
});
