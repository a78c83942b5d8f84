import type { Candle } from '@tradewright/core';
import { FakeClock } from '@tradewright/core/testing';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../test/temporary-directory.ts';
import { nodeFileSystem } from '../file/node-file-system.ts';
import { becomeHolder } from '../holder.ts';
import { candlesOf, fill, KEY, read, rowsOf, slots } from './candles.fixture.ts';
import { FsCandleStore } from './fs-candle-store.ts';

/** Lets time pass until a promise is settled. */
async function passing<T>(clock: FakeClock, asked: Promise<T>): Promise<T> {
  let isOver = false;
  const over = asked.finally(() => (isOver = true));
  over.catch(() => {});
  while (!isOver) {
    await setImmediate();
    if (clock.pending > 0) await clock.pass(10);
  }
  return over;
}

describe('A series that another process writes', () => {
  it('is waited for, and who has it is named when that took too long', async () => {
    const { path } = new TemporaryDirectory();
    const clock = new FakeClock();
    const store = await FsCandleStore.open({ directory: path, clock, lockWaitMs: 5_000 });
    await fill(store, slots(0, 10));
    const directory = `${path}/binance/BTCUSDT/1m`;
    const lock = await becomeHolder(nodeFileSystem, directory, () => {});
    await expect(passing(clock, fill(store, slots(10, 20)))).rejects.toMatchObject({
      code: 'store/locked',
      retryable: true,
      message: expect.stringMatching(new RegExp(`^${directory} has been in use by process ${process.pid} on .* for 5 s`)) as string,
    });
    expect(clock.elapsedMs()).toBeGreaterThanOrEqual(5_000);
    expect(clock.elapsedMs()).toBeLessThan(5_100);
    expect(await store.covered(KEY, slots(0, 20)), 'nothing is kept').toEqual([slots(0, 10)]);
    expect(await read(store), 'readers do not wait').toEqual(candlesOf(slots(0, 10)));
    expect(await fill(store, slots(0, 5), candlesOf(slots(0, 5)), { ...KEY, symbol: 'ETHUSDT' }), 'other series are free').toMatchObject({ added: 5 });
    const waiting = fill(store, slots(10, 20));
    await setImmediate();
    await lock.release();
    expect(await passing(clock, waiting)).toMatchObject({ added: 10 });
  });
});

describe('A reader in the middle of a series', () => {
  it('goes on when a fill replaces the files it has not read yet, and sees every candle that was there', async () => {
    const { path } = new TemporaryDirectory();
    const [reading, filling] = [await FsCandleStore.open({ directory: path }), await FsCandleStore.open({ directory: path })];
    const span = slots(-100, 200);
    await fill(filling, span, candlesOf(span).filter((_, i) => i % 2 === 0));
    const pages = reading.candles(KEY, span)[Symbol.asyncIterator]();
    const first = await pages.next();
    expect(first.value?.length).toBe(51);
    await fill(filling, span);
    const later: Candle[] = [];
    for (let page = await pages.next(); page.done !== true; page = await pages.next()) later.push(...rowsOf(page.value));
    // The one that was added behind the page it had is among them.
    expect(later).toEqual(candlesOf(slots(1, 200)));
  });
});

describe('What a store keeps in memory', () => {
  it('is not more than it may, and is never what it handed out', async () => {
    const { path } = new TemporaryDirectory();
    await fill(await FsCandleStore.open({ directory: path }), slots(-5_000, 5_000));
    let opened = 0;
    const fileSystem: typeof nodeFileSystem = { ...nodeFileSystem, open: (file, how) => ((opened += file.endsWith('.twc') ? 1 : 0), nodeFileSystem.open(file, how)) };
    const store = await FsCandleStore.open({ directory: path, fileSystem, cacheBytes: 48 * 6_000 });
    const ask = async (slot: number): Promise<void> => {
      for await (const page of store.candles(KEY, slots(slot, slot + 1))) {
        expect(page.openTimeMs[0]).toBe(slots(slot, slot + 1).fromMs);
        // The page is theirs who asked.
        for (const column of [page.openTimeMs, page.open, page.high, page.low, page.close, page.volume]) column.fill(0);
      }
      expect(await read(store, slots(slot, slot + 1))).toEqual(candlesOf(slots(slot, slot + 1)));
    };
    for (let slot = 100; slot < 150; slot++) await ask(slot);
    expect(opened, 'one file, read once').toBe(1);
    await ask(-100);
    expect(opened, 'the other one').toBe(2);
    await ask(100);
    expect(opened, 'both are too much').toBe(3);
    for await (const page of store.candles(KEY, slots(-5_000, 5_000))) page.close.fill(0);
    expect(await read(store, slots(-5_000, 5_000))).toEqual(candlesOf(slots(-5_000, 5_000)));
  });
});
