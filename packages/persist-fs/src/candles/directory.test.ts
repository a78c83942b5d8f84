import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../test/temporary-directory.ts';
import { nodeFileSystem } from '../file/node-file-system.ts';
import { ALWAYS, candlesOf, fill, KEY, read, slots } from './candles.fixture.ts';
import { FsCandleStore } from './fs-candle-store.ts';

const NOBODY = 65_534;

describe('The directory of a candle store', () => {
  it('is made when it is missing, with all above it, and can be deleted in part or whole while the store is open', async () => {
    const temporary = new TemporaryDirectory();
    const store = await FsCandleStore.open({ directory: temporary.in('a/b/candles') });
    await fill(store, slots(0, 5));
    for (const path of ['a/b/candles/binance/BTCUSDT/1m', 'a']) {
      rmSync(temporary.in(path), { recursive: true });
      expect([await store.series(), await store.covered(KEY, ALWAYS), await read(store)]).toEqual([[], [], []]);
      expect(await fill(store, slots(0, 5))).toMatchObject({ added: 5 });
      expect(await read(store)).toEqual(candlesOf(slots(0, 5)));
    }
  });

  it('may hold other things, which are no series', async () => {
    const temporary = new TemporaryDirectory();
    const store = await FsCandleStore.open({ directory: temporary.path });
    await fill(store, slots(0, 5));
    temporary.write('notes.txt', 'mine');
    temporary.write('binance/BTCUSDT/1m/notes.txt', 'mine');
    temporary.write('binance/old/1m/series.line', temporary.read('binance/BTCUSDT/1m/series.line'));
    expect(await store.series()).toEqual([KEY]);
    await fill(store, slots(5, 6));
    expect(temporary.read('binance/BTCUSDT/1m/notes.txt').toString()).toBe('mine');
  });

  it('is refused where it is a file, or where a file stands in the place of a series', async () => {
    const temporary = new TemporaryDirectory();
    temporary.write('file', '');
    await expect(FsCandleStore.open({ directory: temporary.in('file') })).rejects.toMatchObject({ code: 'store/directory' });
    const store = await FsCandleStore.open({ directory: temporary.path });
    temporary.write('binance', '');
    await expect(fill(store, slots(0, 5))).rejects.toMatchObject({ code: 'store/directory' });
  });

  it('that may not be written can be read, and a fill says so', async () => {
    const { path } = new TemporaryDirectory();
    await fill(await FsCandleStore.open({ directory: path }), slots(0, 5));
    const denied = (): Promise<never> => Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }));
    const store = await FsCandleStore.open({ directory: path, fileSystem: { ...nodeFileSystem, lock: denied, makeDirectory: denied } });
    expect(await read(store)).toEqual(candlesOf(slots(0, 5)));
    for (const key of [KEY, { ...KEY, symbol: 'ETHUSDT' }]) {
      await expect(fill(store, slots(5, 9), candlesOf(slots(5, 9)), key)).rejects.toMatchObject({ code: 'store/denied', retryable: false });
    }
    expect(await store.covered(KEY, ALWAYS)).toEqual([slots(0, 5)]);
  });

  it.runIf(process.getuid?.() === 0)('of somebody else is refused for root, unless it is allowed', async () => {
    const temporary = new TemporaryDirectory();
    mkdirSync(temporary.in('theirs'), { mode: 0o755 });
    chownSync(temporary.in('theirs'), NOBODY, NOBODY);
    await expect(FsCandleStore.open({ directory: temporary.in('theirs') })).rejects.toMatchObject({ code: 'store/denied' });
    await fill(await FsCandleStore.open({ directory: temporary.in('theirs'), foreignOwner: 'allow' }), slots(0, 5));
  });
});
