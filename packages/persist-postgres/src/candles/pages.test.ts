import { columnsOf } from '@tradewright/core';
import { PgProxy } from '@tradewright/pg-testing';
import { expect, it, onTestFinished } from 'vitest';
import { BEGAN_MS, candlesOf, fill, KEY, minutes, openCandles, read } from '../../test/candles.ts';
import { describeWithPostgres, freshDatabase } from '../../test/postgres.ts';
import { failureOf, heardRetries, oneTo, openPool } from '../../test/stores.ts';
import { contentHash } from './content-hash.ts';

/** More than two pages. */
const LONG = minutes(0, 140_000);
const TWO_PAGES = minutes(0, 66_000);

const atWork = "select from pg_stat_activity where datname = current_database() and application_name = 'tradewright' and state <> 'idle'";

describeWithPostgres('a long read', () => {
  it('comes in pages, whole and in order', async () => {
    const { url } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    await fill(store, LONG);
    const lengths: number[] = [];
    for await (const page of store.candles(KEY, LONG)) lengths.push(page.length);
    expect(lengths).toEqual([65_536, 65_536, 8928]);
    expect(await store.contentHash(KEY, LONG)).toBe(await contentHash((async function* () { yield columnsOf(candlesOf(LONG)); })()));
  });

  it('holds no connection between pages: twelve of them, left open, share one connection with a fill', async () => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url, maxConnections: 1, connectTimeoutMs: 5000 });
    await fill(store, LONG);
    const readers = oneTo(12).map(() => store.candles(KEY, TWO_PAGES)[Symbol.asyncIterator]());
    for (const reader of readers) expect((await reader.next()).done).toBe(false);
    expect(await query(atWork)).toEqual([]);
    expect((await fill(store, minutes(140_000, 140_010))).added).toBe(10);
    for (const reader of readers) await reader.return!(undefined);
    expect(await store.covered(KEY, minutes(0, 200_000))).toEqual([minutes(0, 140_010)]);
  });

  it('is told by its pages only what was there, and goes on behind what is filled meanwhile', async () => {
    const { url } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    await fill(store, minutes(0, 70_000));
    const reader = store.candles(KEY, LONG)[Symbol.asyncIterator]();
    await reader.next();
    await fill(store, minutes(70_000, 70_100));
    const second = await reader.next();
    expect(second.value!.length).toBe(70_100 - 65_536);
    expect(second.value!.openTimeMs[0]).toBe(BEGAN_MS + 65_536 * 60_000);
  });

  it('asks again for a page whose connection broke, and tells nobody but the listener of retries', async () => {
    const { url } = await freshDatabase();
    const proxy = await PgProxy.open(url);
    onTestFinished(() => proxy.dispose());
    const { codes, onRetry } = heardRetries();
    const store = await openCandles({ connectionString: proxy.through(url), onRetry });
    await fill(store, LONG);
    for (const cut of ['before', 'during', 'after'] as const) {
      const reader = store.candles(KEY, LONG)[Symbol.asyncIterator]();
      await reader.next();
      const happened = proxy.cutAt('to stdout', cut);
      const second = await reader.next();
      await happened;
      expect(second.value!.openTimeMs.subarray(0, 65_536).every((time: number, i: number) => time === BEGAN_MS + (65_536 + i) * 60_000)).toBe(true);
    }
    expect(codes.length).toBeGreaterThanOrEqual(3);
  });

  it('says that the server is away, and begins anew once it is back', async () => {
    const { url } = await freshDatabase();
    const proxy = await PgProxy.open(url);
    onTestFinished(() => proxy.dispose());
    const store = await openCandles({ connectionString: proxy.through(url), retryForMs: 50 });
    await fill(store, minutes(0, 100));
    proxy.refuse(true);
    proxy.cut();
    for (const call of [() => read(store, LONG), () => store.contentHash(KEY, LONG), () => store.covered(KEY, LONG), () => store.series(), () => store.instrument('binance', 'BTCUSDT')]) {
      expect(await failureOf(call)).toMatchObject({ name: 'StoreError', code: 'store/unavailable', retryable: true });
    }
    proxy.refuse(false);
    expect(await read(store, LONG)).toHaveLength(100);
  });
});

describeWithPostgres('a read that is cancelled', () => {
  it('in the middle of a page ends the connection, gives nothing more, and leaves the pool whole', async () => {
    const { url, query } = await freshDatabase();
    const proxy = await PgProxy.open(url);
    onTestFinished(() => proxy.dispose());
    const pool = openPool({ connectionString: proxy.through(url), max: 2, application_name: 'tradewright' });
    const store = await openCandles({ pool, statementTimeoutMs: 60_000 });
    await fill(store, TWO_PAGES);
    const cancel = new AbortController();
    const reader = store.candles(KEY, TWO_PAGES, cancel.signal)[Symbol.asyncIterator]();
    await reader.next();
    // The server is at work, and nothing of what it sends arrives.
    proxy.freeze(true);
    const next = reader.next();
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(1);
    cancel.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    proxy.freeze(false);
    await expect.poll(async () => (await query(atWork)).length).toBe(0);
    expect([pool.waitingCount, pool.totalCount - pool.idleCount]).toEqual([0, 0]);
    expect(await Promise.all(oneTo(4).map(() => read(store, minutes(0, 10))))).toHaveLength(4);
  });

  it('between pages gives nothing more', async () => {
    const { url } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    await fill(store, TWO_PAGES);
    const cancel = new AbortController();
    let pages = 0;
    for await (const _page of store.candles(KEY, TWO_PAGES, cancel.signal)) {
      pages++;
      cancel.abort();
    }
    expect(pages).toBe(1);
  });
});

describeWithPostgres('what somebody else wrote', () => {
  it.each([
    ['a high below its low', 'update tradewright.candles set high = low / 2 where open_time = $1', 'high is not the highest'],
    ['no number', "update tradewright.candles set close = 'NaN' where open_time = $1", 'no number'],
    ['a time between two minutes', "update tradewright.candles set open_time = open_time + interval '1 second' where open_time = $1", 'multiple of 60000'],
    ['a time with microseconds', "update tradewright.candles set open_time = open_time + interval '1 microsecond' where open_time = $1", 'multiple of 60000'],
  ])('is not believed: %s', async (_what, statement, told) => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url, maxConnections: 1 });
    await fill(store, minutes(0, 100));
    await query(statement, [new Date(BEGAN_MS + 50 * 60_000)]);
    const error = await failureOf(() => read(store, minutes(0, 100)));
    expect(error).toMatchObject({ name: 'StoreError', code: 'store/corrupt', retryable: false });
    expect(error.message).toContain(told);
    expect(error.message).toContain('binance BTCUSDT 1m');
    expect(await read(store, minutes(0, 50))).toHaveLength(50);
  });

  it('is not taken for ours when a fill meets it', async () => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    await query("insert into tradewright.candles values ('binance', 'BTCUSDT', '1m', $1, 1, 1, 1, 1, 1)", [new Date(BEGAN_MS + 50 * 60_000)]);
    const error = await failureOf(() => fill(store, minutes(0, 100)));
    expect(error).toMatchObject({ code: 'store/corrupt', retryable: false });
    expect(error.message).toContain('candle_spans');
    expect(await store.covered(KEY, minutes(0, 100))).toEqual([]);
    await query('delete from tradewright.candles');
    expect((await fill(store, minutes(0, 100))).added).toBe(100);
  });

  it.each([
    ['an interval that does not exist', "insert into tradewright.candle_spans values ('binance', 'BTCUSDT', '7m', 0, 420000)"],
  ])('is not listed: %s', async (_what, statement) => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    await query(statement);
    expect(await failureOf(() => store.series())).toMatchObject({ code: 'store/corrupt' });
  });
});
