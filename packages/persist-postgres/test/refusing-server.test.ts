import { expect, it } from 'vitest';
import { describeWithPostgres, freshDatabase } from './postgres.ts';
import { failureOf, openPool, openStore, put, told } from './stores.ts';

/** A rule of the database that fails as the server does in this state. */
const failing = (state: string): string => `
  create function fail() returns trigger language plpgsql as $$ begin raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '${state}'; end $$;
  create trigger fail before insert on tradewright.journal for each statement execute function fail()`;

describeWithPostgres('a server that takes no writes', () => {
  it('has a full disk: nothing is written, and everything goes on once there is room', async () => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    await put(store, 'run:a', 0);
    await query(failing('53100'));
    const error = await failureOf(() => put(store, 'run:a', 1));
    expect(error).toMatchObject({ code: 'store/full', retryable: true, cause: { code: '53100' } });
    expect(error.message).toContain('No space left on device');
    expect((await store.load(['run:a'])).get('run:a')).toEqual({ version: 1, value: 1 });
    await query('drop trigger fail on tradewright.journal');
    await put(store, 'run:a', 1);
    expect(await told(store, 'run:a')).toEqual([1, 2]);
  });

  it('was made read-only, or is a standby: the next connection may find it otherwise', async () => {
    const { url, name, query } = await freshDatabase();
    const pool = openPool({ connectionString: url, application_name: 'tradewright' });
    const store = await openStore({ pool });
    await put(store, 'run:a', 0);
    await query(`alter database ${name} set default_transaction_read_only = on`);
    await query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tradewright' and datname = current_database()");
    await expect.poll(() => pool.totalCount).toBe(0);
    expect(await failureOf(() => put(store, 'run:a', 1))).toMatchObject({ code: 'store/read-only', retryable: true });
    await query(`begin; set transaction read write; alter database ${name} set default_transaction_read_only = off; commit`);
    await put(store, 'run:a', 1);
    expect(await told(store, 'run:a')).toEqual([1, 2]);
  });

  it('lost its tables', async () => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    await query('drop schema tradewright cascade');
    expect(await failureOf(() => put(store, 'run:a', 0))).toMatchObject({ code: 'store/schema', retryable: false });
    expect(await failureOf(() => store.load(['run:a']))).toMatchObject({ code: 'store/schema', retryable: false });
  });

  it('cannot index a key this long', async () => {
    const { url } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    const key = Array.from({ length: 5000 }, () => String.fromCharCode(0x4e00 + Math.floor(Math.random() * 20_000))).join('');
    expect(await failureOf(() => put(store, key, 0))).toMatchObject({ code: 'store/value', retryable: false });
  });

  it('fails in a way nobody has heard of: told as it is, and not tried again', async () => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    await query(failing('P0042'));
    expect(await failureOf(() => put(store, 'run:a', 0))).toMatchObject({ code: 'store/failed', retryable: false, cause: { code: 'P0042' } });
    expect((await store.load(['run:a'])).size).toBe(0);
  });
});
