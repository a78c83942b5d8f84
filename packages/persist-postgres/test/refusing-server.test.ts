import type pg from 'pg';
import { expect, it } from 'vitest';
import { describeWithPostgres, freshDatabase } from './postgres.ts';
import { failureOf, heardRetries, openPool, openStore, put, told } from './stores.ts';

/** A rule of the database that fails as the server does in this state. */
const failing = (state: string): string => `
  create function fail() returns trigger language plpgsql as $$ begin raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '${state}'; end $$;
  create trigger fail before insert on tradewright.journal for each statement execute function fail()`;

/** Its server speaks German, as with `lc_messages = de_DE`: the servers of the tests have no other language than English. */
function germanPool(config: pg.PoolConfig): pg.Pool {
  const pool = openPool(config);
  pool.on('connect', (client) => {
    client.connection.prependListener('errorMessage', (message: { severity: string }) => (message.severity = message.severity === 'ERROR' ? 'FEHLER' : message.severity));
  });
  return pool;
}

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

  it.each(['58030', '58P01'])('has trouble with its disk (%s): nothing is written, and everything goes on once it is over', async (state) => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url, retryForMs: 50 });
    await put(store, 'run:a', 0);
    await query(failing(state));
    const error = await failureOf(() => put(store, 'run:a', 1));
    expect(error).toMatchObject({ code: 'store/io', retryable: true, cause: { code: state } });
    expect(error.message).toMatch(/See to .*log/);
    await query('drop trigger fail on tradewright.journal');
    await put(store, 'run:a', 1);
    expect(await told(store, 'run:a')).toEqual([1, 2]);
  });

  it('has a hiccup of its disk: nobody but the listener of retries hears of it', async () => {
    const { url, query } = await freshDatabase();
    const { codes, onRetry } = heardRetries();
    let mending: Promise<unknown> | undefined;
    const store = await openStore({
      connectionString: url,
      retryForMs: 60_000,
      onRetry: (error) => {
        onRetry(error);
        mending ??= query('drop trigger fail on tradewright.journal');
      },
    });
    await query(failing('58030'));
    await put(store, 'run:a', 0);
    await mending;
    expect(new Set(codes)).toEqual(new Set(['58030']));
    expect(await told(store, 'run:a')).toEqual([1]);
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

describeWithPostgres('a server that speaks another language', () => {
  it.each([
    ['P0042', 'store/failed'],
    ['42501', 'store/rights'],
    ['54000', 'store/value'],
    ['25006', 'store/read-only'],
    ['40P01', 'store/busy'],
    ['57014', 'store/timeout'],
  ])('refuses a commit (%s): that is no uncertainty', async (state, code) => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ pool: germanPool({ connectionString: url }), retryForMs: 50 });
    await put(store, 'run:a', 0);
    await query(failing(state));
    expect(await failureOf(() => put(store, 'run:a', 1))).toMatchObject({ code, cause: { code: state, severity: 'FEHLER' } });
    await query('drop trigger fail on tradewright.journal');
    await put(store, 'run:a', 1);
    expect(await told(store, 'run:a')).toEqual([1, 2]);
  });

  it('keeps a connection whose statement was refused', async () => {
    const { url, query } = await freshDatabase();
    const pool = germanPool({ connectionString: url, max: 1 });
    const store = await openStore({ pool });
    const backend = async (): Promise<unknown> => (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
    const before = await backend();
    await query(failing('P0042'));
    await failureOf(() => put(store, 'run:a', 0));
    expect(await backend()).toBe(before);
  });
});
