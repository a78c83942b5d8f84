import { queryOnce, urlOf } from '@tradewright/pg-testing';
import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { fill, minutes, openCandles } from '../test/candles.ts';
import { describeWithOwnServer, describeWithPostgres, freshDatabase, ownServer, sharedUrl } from '../test/postgres.ts';
import { failureOf, oneTo, openPool, openStore, put, told } from '../test/stores.ts';
import { migrate, PgCandleStore, PgStateStore } from './index.ts';
import { init } from './migrations/0001-init.ts';

describeWithPostgres('opening a store', () => {
  it('wants the tables to be there, unless it is told to make them', async () => {
    const { url } = await freshDatabase();
    const error = await failureOf(() => PgStateStore.open({ connectionString: url }));
    expect(error).toMatchObject({ name: 'StoreError', code: 'store/schema', retryable: false });
    expect(error.message).toContain('tradewright-postgres migrate');
    await put(await openStore({ connectionString: url, migrate: true }), 'run:a', 0);
    expect(await told(await openStore({ connectionString: url, migrate: false }), 'run:a')).toEqual([1]);
  });

  it('of candles asks for the tables that an older version did not make, and keeps what that one wrote', async () => {
    const { url, query } = await freshDatabase();
    await query(`create schema tradewright; create table tradewright.migration (name text primary key, applied_at timestamptz not null default clock_timestamp()); insert into tradewright.migration (name) values ('0001-init'); ${init('"tradewright"')}
      insert into tradewright.state (key, version, value) values ('run:a', 1, '1')`);
    for (const open of [() => PgCandleStore.open({ connectionString: url }), () => PgStateStore.open({ connectionString: url })]) {
      const error = await failureOf(open);
      expect(error).toMatchObject({ name: 'StoreError', code: 'store/schema', retryable: false });
      expect(error.message).toContain('0002-candles is missing. Run migrate(), or `tradewright-postgres migrate`');
    }
    expect(await migrate({ connectionString: url })).toEqual(['0002-candles']);
    await fill(await openCandles({ connectionString: url, migrate: false }), minutes(0, 10));
    expect((await (await openStore({ connectionString: url })).load(['run:a'])).get('run:a')).toEqual({ version: 1, value: 1 });
  });

  it('ends the pool it made, and leaves alone the pool it was given', async () => {
    const { url, query } = await freshDatabase();
    const connections = async (): Promise<number> => (await query("select from pg_stat_activity where datname = current_database() and application_name <> ''")).length;
    const made = await PgStateStore.open({ connectionString: url, migrate: true });
    expect(await connections()).toBeGreaterThan(0);
    await made.close();
    await expect.poll(connections).toBe(0);

    const pool = openPool({ connectionString: url });
    const given = await PgStateStore.open({ pool });
    await put(given, 'run:a', 0);
    await given.close();
    expect((await pool.query('select version from tradewright.state')).rows).toEqual([{ version: '1' }]);
    expect(pool.listenerCount('error')).toBe(0);
  });

  it('keeps schemas apart', async () => {
    const { url } = await freshDatabase();
    const [one, other] = [await openStore({ connectionString: url, schema: 'one' }), await openStore({ connectionString: url, schema: 'Other_2' })];
    await put(one, 'run:a', 0, 'in one');
    expect((await other.load(['run:a'])).size).toBe(0);
    await put(other, 'run:a', 0, 'in the other');
    expect((await one.load(['run:a'])).get('run:a')?.value).toBe('in one');
  });

  it.each(['', '1st', 'a"; drop schema public; --', 'a'.repeat(64), 'a b'])('refuses the schema %j', async (schema) => {
    expect(await failureOf(() => PgStateStore.open({ connectionString: sharedUrl(), schema }))).toMatchObject({ name: 'InputError', code: 'store/options' });
  });

  it.each([{ maxConnections: 0 }, { statementTimeoutMs: -1 }, { retryForMs: 0.5 }, { connectTimeoutMs: Number.NaN }, { lockTimeoutMs: 2 ** 31 }])('refuses the option %o', async (option) => {
    expect(await failureOf(() => PgStateStore.open({ connectionString: sharedUrl(), ...option }))).toMatchObject({ name: 'InputError', code: 'store/options' });
  });

  it('refuses a database whose commits may be lost in a crash, unless told otherwise', async () => {
    const { url, name, query } = await freshDatabase();
    await query(`alter database ${name} set synchronous_commit = off`);
    const error = await failureOf(() => PgStateStore.open({ connectionString: url, migrate: true }));
    expect(error).toMatchObject({ code: 'store/unsafe', retryable: false });
    expect(error.message).toContain('synchronous_commit = off');
    await put(await openStore({ connectionString: url, allowUnsafe: true }), 'run:a', 0);
  });

  it('refuses a database that cannot keep every text', async () => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    await queryOnce(sharedUrl(), `create database ${name} template template0 encoding 'LATIN1' locale 'C'`);
    onTestFinished(async () => void (await queryOnce(sharedUrl(), `drop database ${name} with (force)`)));
    expect(await failureOf(() => PgStateStore.open({ connectionString: urlOf(sharedUrl(), name), migrate: true }))).toMatchObject({ code: 'store/encoding' });
  });

  it('refuses tables of a newer version, and tables that lack what it needs', async () => {
    const { url, query } = await freshDatabase();
    await migrate({ connectionString: url });
    await query("insert into tradewright.migration (name) values ('9999-future')");
    for (const call of [() => PgStateStore.open({ connectionString: url }), () => migrate({ connectionString: url })]) {
      const error = await failureOf(call);
      expect(error).toMatchObject({ code: 'store/schema-version', retryable: false });
      expect(error.message).toContain('9999-future');
    }
    await query('delete from tradewright.migration');
    expect(await failureOf(() => PgStateStore.open({ connectionString: url }))).toMatchObject({ code: 'store/schema' });
  });

  it('forgets the commit slots of processes that were not seen for a week', async () => {
    const { url, query } = await freshDatabase();
    await put(await openStore({ connectionString: url }), 'run:a', 0);
    await query("insert into tradewright.commit_slot select gen_random_uuid(), 0, 1, now() - interval '8 days' from generate_series(1, 5)");
    await openStore({ connectionString: url });
    expect(await query('select number from tradewright.commit_slot')).toEqual([{ number: '1' }]);
  });

  it('has about as many commit slots as connections, not as commits', async () => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url, maxConnections: 3 });
    await Promise.all(oneTo(100).map((i) => put(store, `run:${i}`, 0)));
    expect((await query('select from tradewright.commit_slot')).length).toBeLessThanOrEqual(6);
  });
});

describeWithOwnServer('opening a store', () => {
  it('refuses a server that does not sync, unless told otherwise', async () => {
    const server = await ownServer({ settings: { fsync: 'off' } });
    const { url } = await server.freshDatabase();
    const error = await failureOf(() => PgStateStore.open({ connectionString: url, migrate: true }));
    expect(error).toMatchObject({ code: 'store/unsafe', retryable: false });
    expect(error.message).toContain('fsync = off');
    await put(await openStore({ connectionString: url, allowUnsafe: true }), 'run:a', 0);
  });
});
