import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@tradewright/pg-testing';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithPostgres, freshDatabase } from '../test/postgres.ts';
import { BEGAN_MS, fill, KEY, minutes, openCandles, read } from '../test/candles.ts';
import { failureOf, openStore, put, told } from '../test/stores.ts';
import { migrate, PgStateStore } from './index.ts';

/** A user without any right of its own. */
async function user({ url, query }: TestDatabase): Promise<{ readonly name: string; readonly url: string }> {
  const name = `user_${randomUUID().replaceAll('-', '')}`;
  await query(`create role ${name} login nosuperuser password 'of no importance'`);
  onTestFinished(async () => void (await query(`drop owned by ${name} cascade; drop role ${name}`)));
  const changed = new URL(url);
  changed.username = name;
  changed.password = 'of no importance';
  return { name, url: changed.href };
}

describeWithPostgres('a user who is no superuser', () => {
  it('makes the tables and works with them where it may create a schema', async () => {
    const database = await freshDatabase();
    const trader = await user(database);
    await database.query(`grant create on database ${database.name} to ${trader.name}`);
    const store = await openStore({ connectionString: trader.url });
    const fence = await store.leases.acquire('BTCUSDT', 'a', 10_000);
    await store.commit({ writes: [{ key: 'run:a', expected: 0, value: 1 }], events: [], fence: fence! });
    expect((await store.load(['run:a'])).get('run:a')).toEqual({ version: 1, value: 1 });
  });

  it('makes them in a schema that somebody made for it', async () => {
    const database = await freshDatabase();
    const trader = await user(database);
    await database.query(`create schema tradewright authorization ${trader.name}`);
    await put(await openStore({ connectionString: trader.url }), 'run:a', 0);
  });

  it('hears which right it lacks', async () => {
    const database = await freshDatabase();
    const trader = await user(database);
    const creating = await failureOf(() => migrate({ connectionString: trader.url }));
    expect(creating).toMatchObject({ code: 'store/rights', retryable: false });
    expect(creating.message).toContain('permission denied for database');
    await migrate({ connectionString: database.url });
    expect(await failureOf(() => PgStateStore.open({ connectionString: trader.url }))).toMatchObject({ code: 'store/rights', retryable: false });
  });

  it('needs no more rights than the README lists', async () => {
    const database = await freshDatabase();
    const trader = await user(database);
    await migrate({ connectionString: database.url });
    await database.query(`grant usage on schema tradewright to ${trader.name}`);
    await database.query(`grant select on tradewright.migration to ${trader.name}`);
    await database.query(`grant select, insert, update on tradewright.state, tradewright.lease to ${trader.name}`);
    await database.query(`grant select, insert, update, delete on tradewright.commit_slot, tradewright.entity_data to ${trader.name}`);
    const store = await openStore({ connectionString: trader.url, migrate: false });
    const error = await failureOf(() => put(store, 'run:a', 0));
    expect(error).toMatchObject({ code: 'store/rights', retryable: false });
    expect(error.message).toContain('permission denied for table journal');
    expect((await store.load(['run:a'])).size).toBe(0);
    await database.query(`grant select, insert on tradewright.journal to ${trader.name}`);
    const fence = await store.leases.acquire('BTCUSDT', 'a', 10_000);
    await store.commit({ writes: [{ key: 'run:b', expected: 0, value: 1 }], events: [], fence: fence! });
    await put(store, 'run:a', 0);
    expect(await told(store, 'run:a')).toEqual([1]);
  });
});

describeWithPostgres('a user who works with candles', () => {
  it('needs no more rights than the README lists, and hears which one it lacks', async () => {
    const database = await freshDatabase();
    const trader = await user(database);
    await migrate({ connectionString: database.url });
    await database.query(`grant usage on schema tradewright to ${trader.name}`);
    await database.query(`grant select on tradewright.migration to ${trader.name}`);
    await database.query(`grant select, insert, update, delete on tradewright.commit_slot, tradewright.candle_spans to ${trader.name}`);
    await database.query(`grant select, insert, update on tradewright.candle_series, tradewright.candle_instruments to ${trader.name}`);
    await database.query(`grant select on tradewright.candles to ${trader.name}`);
    const store = await openCandles({ connectionString: trader.url, migrate: false });
    const error = await failureOf(() => fill(store, minutes(0, 100)));
    expect(error).toMatchObject({ code: 'store/rights', retryable: false });
    expect(error.message).toContain('permission denied for table candles');
    expect(await store.covered(KEY, minutes(0, 100))).toEqual([]);
    await database.query(`grant insert on tradewright.candles to ${trader.name}`);
    for (const [from, to] of [[0, 100], [200, 300], [50, 250]] as const) await fill(store, minutes(from, to));
    await store.keepInstrument('binance', { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001, minNotional: 5 });
    expect(await store.covered(KEY, minutes(0, 1000))).toEqual([minutes(0, 300)]);
  });

  it('reads with the right to select alone', async () => {
    const database = await freshDatabase();
    const reader = await user(database);
    const owner = await openCandles({ connectionString: database.url });
    await fill(owner, minutes(0, 100));
    await owner.keepInstrument('binance', { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001, minNotional: 5 });
    await database.query(`grant usage on schema tradewright to ${reader.name}; grant select on tradewright.migration, tradewright.candles, tradewright.candle_spans, tradewright.candle_instruments to ${reader.name}`);
    const store = await openCandles({ connectionString: reader.url, migrate: false });
    expect(await read(store, minutes(0, 100))).toHaveLength(100);
    expect([await store.series(), await store.covered(KEY, minutes(0, 10)), await store.instrument('binance', 'BTCUSDT')]).toEqual([[KEY], [minutes(0, 10)], { symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001, minNotional: 5 }]);
    expect(await failureOf(() => fill(store, minutes(0, 10)))).toMatchObject({ code: 'store/rights' });
  });

  it('touches no row that is there, though it fills over it', async () => {
    const database = await freshDatabase();
    const store = await openCandles({ connectionString: database.url });
    await fill(store, minutes(0, 10));
    const before = await database.query('select xmin, ctid from tradewright.candles');
    await fill(store, { fromMs: BEGAN_MS - 60_000, toMs: BEGAN_MS + 10 * 60_000 });
    expect(await database.query('select xmin, ctid from tradewright.candles where open_time >= $1', [new Date(BEGAN_MS)])).toEqual(before);
  });
});

describeWithPostgres('the journal', () => {
  it.each(['update tradewright.journal set version = 2', 'delete from tradewright.journal', 'truncate tradewright.journal'])('refuses "%s", even to its owner', async (statement) => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    await put(store, 'run:a', 0);
    await expect(query(statement)).rejects.toThrow('append-only');
    expect(await told(store, 'run:a')).toEqual([1]);
  });
});
