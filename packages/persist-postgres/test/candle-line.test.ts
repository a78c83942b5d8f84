import { columnsOf } from '@tradewright/core';
import { PgProxy, type Cut, type TestDatabase } from '@tradewright/pg-testing';
import { expect, it, onTestFinished } from 'vitest';
import { PgCandleStore, type PgStoreOptions } from '../src/index.ts';
import { fill, KEY, MARK, markedCandles, minutes, openCandles, read } from './candles.ts';
import { describeWithPostgres, freshDatabase } from './postgres.ts';
import { failureOf, heardRetries } from './stores.ts';

interface Lines {
  readonly database: TestDatabase;
  readonly proxy: PgProxy;
  readonly store: PgCandleStore;
}

async function lines(options: Partial<PgStoreOptions> = {}): Promise<Lines> {
  const database = await freshDatabase();
  const proxy = await PgProxy.open(database.url);
  onTestFinished(() => proxy.dispose());
  const store = await openCandles({ connectionString: proxy.through(database.url), ...options } as PgStoreOptions);
  await fill(store, minutes(-100, 0));
  return { database, proxy, store };
}

const SPAN = minutes(0, 20_000);
const CANDLES = markedCandles(SPAN);
const FILLED = { added: 20_000, mended: 0, differing: 0, differences: [] };
const CUTS: readonly Cut[] = ['before', 'during', 'after'];
/** What is sent when all is written, and nothing else: `commit` is part of other words. */
const COMMIT = 'commit\0';

function fillMarked(store: PgCandleStore) {
  return store.fill(KEY, SPAN, columnsOf(CANDLES));
}

async function expectWhole(store: PgCandleStore): Promise<void> {
  expect(await store.covered(KEY, minutes(-1000, 30_000))).toEqual([minutes(-100, 20_000)]);
  expect((await read(store, SPAN)).map(({ volume }) => volume)).toEqual(CANDLES.map(({ volume }) => volume));
}

async function expectNothing(store: PgCandleStore): Promise<void> {
  expect(await store.covered(KEY, minutes(-1000, 30_000))).toEqual([minutes(-100, 0)]);
  expect(await read(store, SPAN)).toEqual([]);
}

describeWithPostgres('a fill whose connection is cut', () => {
  it.each(CUTS.flatMap((cut) => [[cut, 'in the middle of the candles', MARK], [cut, 'at its commit', COMMIT]] as const))('%s the server has it, %s, lands once, and tells what it did', async (cut, _where, text) => {
    const { codes, onRetry } = heardRetries();
    const { proxy, store } = await lines({ onRetry });
    const happened = proxy.cutAt(text, cut);
    expect(await fillMarked(store)).toEqual(FILLED);
    await happened;
    expect(codes.length).toBeGreaterThan(0);
    await expectWhole(store);
  });

  it('in the middle of the candles is simply not there when the server stays away', async () => {
    const { proxy, store } = await lines({ retryForMs: 50 });
    const happened = proxy.cutAt(MARK, 'during');
    proxy.refuse(true);
    expect(await failureOf(() => fillMarked(store))).toMatchObject({ name: 'StoreError', code: 'store/unavailable', retryable: true });
    await happened;
    proxy.refuse(false);
    await expectNothing(store);
    expect(await fillMarked(store)).toEqual(FILLED);
    await expectWhole(store);
  });

  it.each(['before', 'after'] as const)('%s its commit is uncertain when the server stays away, and safe to repeat', async (cut) => {
    const { proxy, store } = await lines({ retryForMs: 50 });
    const happened = proxy.cutAt(COMMIT, cut);
    proxy.refuse(true);
    const error = await failureOf(() => fillMarked(store));
    await happened;
    expect(error).toMatchObject({ name: 'StoreError', code: 'store/uncertain', retryable: true });
    expect(error.message).toContain('fill it again');
    proxy.refuse(false);
    // The server may still be at work on what had reached it; another fill of the series waits for that.
    expect(await fillMarked(store)).toEqual(cut === 'after' ? { ...FILLED, added: 0 } : FILLED);
    await expectWhole(store);
  });

  it('tells what it did even if others filled on it before it could ask', async () => {
    const { database, proxy, store } = await lines();
    const other = await openCandles({ connectionString: database.url });
    const happened = proxy.cutAt(COMMIT, 'after');
    proxy.refuse(true);
    const filling = fillMarked(store);
    await happened;
    expect(await fill(other, minutes(20_000, 20_100))).toMatchObject({ added: 100 });
    proxy.refuse(false);
    expect(await filling).toEqual(FILLED);
    expect(await store.covered(KEY, minutes(0, 30_000))).toEqual([minutes(0, 20_100)]);
  });

  it('does not wait for ever for a network that swallows everything', async () => {
    const { database, proxy, store } = await lines({ statementTimeoutMs: 500, connectTimeoutMs: 1000, retryForMs: 60_000 });
    const other = await openCandles({ connectionString: database.url });
    proxy.freeze(true);
    const filling = fillMarked(store);
    await expect.poll(() => proxy.connections, { timeout: 10_000 }).toBeGreaterThan(1);
    await expectNothing(other);
    proxy.freeze(false);
    expect(await filling).toEqual(FILLED);
    await expectWhole(store);
  });

  it('lands once and whole, wherever it is cut, one fill after the other', async () => {
    const { proxy, store } = await lines({ retryForMs: 60_000 });
    const places = ['begin isolation', 'commit_slot', 'candle_series', 'candle_spans', 'PGCOPY', COMMIT].flatMap((text) => CUTS.map((cut) => ({ text, cut })));
    for (const [i, { text, cut }] of places.entries()) {
      const happened = proxy.cutAt(text, cut);
      // Half of what the one before filled comes again.
      expect(await fill(store, minutes(i * 500, i * 500 + 1000))).toEqual({ added: i === 0 ? 1000 : 500, mended: 0, differing: 0, differences: [] });
      await happened;
    }
    const all = minutes(0, places.length * 500 + 500);
    expect(await store.covered(KEY, all)).toEqual([all]);
    expect(await read(store, all)).toHaveLength(places.length * 500 + 500);
  });
});
