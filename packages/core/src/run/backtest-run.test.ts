import { describe, expect, it } from 'vitest';
import { columnsOf, type CandleColumns } from '../market/columns.ts';
import { CandleError } from '../market/fault.ts';
import { SourceError } from '../error.ts';
import type { CandleSource } from '../ports/candle-source.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { CandleSeries } from '../market/series.ts';
import type { RunEvent } from './event.ts';
import { candles, eventsOf, minute, PageSource, run, Scripted, signal, told } from './run.fixture.ts';

/** A strategy with something to tell at every minute: it throws. */
const loud = (): Scripted => new Scripted(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [n, () => {
  throw new Error(`at ${n}`);
}])));
const pages = (): PageSource => new PageSource([candles(-10, 5), candles(5, 200)]);
const DONE = { value: undefined, done: true };

describe('a run is an async generator: it', () => {
  it('is its own iterator', () => {
    const given = run();
    expect(given[Symbol.asyncIterator]()).toBe(given);
  });

  it('does nothing before the first event is asked for', () => {
    const source = pages();
    const strategy = new Scripted();
    run({ strategy, candles: source });
    expect([strategy.asks, source.handedOut]).toEqual([[], 0]);
  });

  it('stays done', async () => {
    const given = run();
    await eventsOf(given);
    expect([await given.next(), await given.next(), await given.return()]).toEqual([DONE, DONE, DONE]);
  });

  it('hands out an event as soon as it is known, before the next candle is looked at', async () => {
    const strategy = loud();
    await run({ strategy }).next();
    expect(strategy.asks).toEqual([0]);
  });

  it.each([
    ['ends by itself', async (given: ReturnType<typeof run>) => void (await eventsOf(given))],
    ['is left by break', async (given: ReturnType<typeof run>) => {
      for await (const _ of given) break;
    }],
    ['is left by a throw inside the loop', async (given: ReturnType<typeof run>) => {
      const loop = async (): Promise<void> => {
        for await (const event of given) throw new Error(event.kind);
      };
      await loop().catch(() => undefined);
    }],
    ['is told to return', async (given: ReturnType<typeof run>) => void (await given.return())],
    ['is told to throw', async (given: ReturnType<typeof run>) => void (await given.throw(new Error('mine')).catch(() => undefined))],
    ['is told to return twice', async (given: ReturnType<typeof run>) => void (await given.return(), await given.return())],
  ])('releases the source once when it %s', async (_name, leave) => {
    const source = pages();
    await leave(run({ candles: source, strategy: loud() }));
    expect(source.released).toBe(1);
  });

  it('rejects with what it is told to throw, and is over', async () => {
    const given = run({ strategy: loud() });
    await expect(given.throw(new Error('mine'))).rejects.toThrow('mine');
    expect(await given.next()).toEqual(DONE);
  });

  it('answers calls made at once in order', async () => {
    const given = run({ strategy: loud() });
    const results = await Promise.all(Array.from({ length: 12 }, () => given.next()));
    expect(results.map(({ value, done }) => (done === true ? 'done' : told([value])[0]))).toEqual([...Array.from({ length: 10 }, (_, n) => `failed ${n}`), 'done', 'done']);
  });

  it('answers calls made at once while an ask is out, in order', async () => {
    const strategy = new Scripted({ 0: () => Promise.resolve(signal('long', { takeProfitPrice: 1 })), 1: () => signal('long', { takeProfitPrice: 2 }) });
    const given = run({ strategy });
    const [first, second, third] = await Promise.all([given.next(), given.next(), given.next()]);
    expect([first, second, third]).toMatchObject([{ value: { atMs: minute(0) } }, { value: { atMs: minute(1) } }, DONE]);
  });

  it('lets a return behind an open call wait for that call', async () => {
    const given = run({ strategy: loud() });
    const [first, last] = await Promise.all([given.next(), given.return()]);
    expect([first.value?.kind, last]).toEqual(['failed', DONE]);
  });

  it('answers what comes after a failed call', async () => {
    const broken = new PageSource([candles(-10, 5, { 3: [100, 50, 100, 100] })]);
    const given = run({ candles: broken });
    const settled = await Promise.allSettled([given.next(), given.next()]);
    expect(settled).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: DONE }]);
  });
});

describe('a run that fails', () => {
  const failing = (error: unknown): CandleSource & { released: number } => {
    const source = {
      name: 'wire', released: 0,
      async *candles(): AsyncGenerator<CandleColumns> {
        try {
          yield columnsOf(candles(-10, 5));
          throw error;
        } finally {
          source.released++;
        }
      },
    };
    return source;
  };

  it('rejects with the very error of its source', async () => {
    const error = new SourceError('wire/closed', 'gone');
    await expect(eventsOf(run({ candles: failing(error) }))).rejects.toBe(error);
  });

  it('had told everything that happened before', async () => {
    const seen: RunEvent[] = [];
    const given = run({ candles: failing(new SourceError('wire/closed', 'gone')), strategy: loud() });
    const watch = async (): Promise<void> => {
      for await (const event of given) seen.push(event);
    };
    await expect(watch()).rejects.toThrow('gone');
    expect(told(seen)).toEqual(['failed 0', 'failed 1', 'failed 2', 'failed 3', 'failed 4']);
  });

  it('names source and symbol of a broken candle, keeps the fault, and releases', async () => {
    const source = new PageSource([candles(-10, 5), candles(5, 20, { 9: [100, 99, 100, 100] })]);
    await expect(eventsOf(run({ candles: source }))).rejects.toThrow(expect.objectContaining({ constructor: CandleError, code: 'candle/invalid', where: 'pages BTC/USDT', fault: expect.objectContaining({ rule: 'high', openTimeMs: minute(9) }) }));
    expect(source.released).toBe(1);
  });

  it('at a gap, where gaps are errors, names it and releases', async () => {
    const source = new PageSource([candles(-10, 20, { 6: null, 7: null })]);
    await expect(eventsOf(run({ candles: source, gaps: 'error' }))).rejects.toMatchObject({ code: 'candle/gap', gap: { fromMs: minute(6), toMs: minute(8) }, message: expect.stringContaining('BTC/USDT') });
    expect(source.released).toBe(1);
  });

  it('tells the first failure, not the one of cleaning up', async () => {
    const source: CandleSource = {
      name: 'wire',
      candles: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('first')), return: () => Promise.reject(new Error('second')) }) }),
    };
    await expect(eventsOf(run({ candles: source }))).rejects.toThrow('first');
  });

});

describe('a run with a clock', () => {
  it('breathes at least every 8,192 candles, and goes on however far one step has gone', async () => {
    const clock = new FakeClock();
    const series = CandleSeries.over(columnsOf(candles(-10, 60_000)));
    const given = run({ candles: series, strategy: new Scripted({}, '1d'), toMs: minute(60_000), clock });
    await eventsOf(given);
    expect([given.counts.asks, clock.breaths >= 2, clock.breaths <= 42]).toEqual([42, true, true]);
  });

  it('tells the same with and without', async () => {
    const strategy = (): Scripted => new Scripted({ 2: () => signal() });
    expect(await eventsOf(run({ strategy: strategy(), clock: new FakeClock() }))).toEqual(await eventsOf(run({ strategy: strategy() })));
  });
});
