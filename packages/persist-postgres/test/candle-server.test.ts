import { columnsOf } from '@tradewright/core';
import type { PgServer } from '@tradewright/pg-testing';
import { expect, it } from 'vitest';
import type { PgCandleStore } from '../src/index.ts';
import { BEGAN_MS, candlesOf, fill, KEY, minutes, openCandles, read } from './candles.ts';
import { describeWithOwnServer, describeWithPostgres, freshDatabase, ownServer } from './postgres.ts';
import { rival, untilWaiting } from './rival.ts';
import { failureOf, heardRetries, oneTo, openPool } from './stores.ts';

/** A rule of the database that fails at one candle, in the middle of a COPY, as the server does in this state. */
const failing = (state: string, when: string = `new.open_time = to_timestamp(${(BEGAN_MS + 3000 * 60_000) / 1000})`): string => `
  create function fail() returns trigger language plpgsql as $$ begin raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '${state}'; end $$;
  create trigger fail before insert on tradewright.candles for each row when (${when}) execute function fail()`;

const LARGE = 3000;

/** Several series grow, fill after fill, until told to stop. */
function traffic(store: PgCandleStore): { stop(): Promise<readonly number[]>; fills(): number } {
  let isOver = false;
  const ends = oneTo(4).map(() => 0);
  const running = ends.map(async (_, i) => {
    while (!isOver) {
      const at = ends[i]!;
      expect(await fill(store, minutes(at, at + LARGE), { ...KEY, symbol: `COIN${i}` })).toMatchObject({ added: LARGE, mended: 0, differing: 0 });
      ends[i] = at + LARGE;
    }
  });
  for (const one of running) one.catch(() => undefined);
  return {
    fills: () => ends.reduce((sum, end) => sum + end / LARGE, 0),
    async stop() {
      isOver = true;
      await Promise.all(running);
      return ends;
    },
  };
}

describeWithOwnServer('a server that crashes in the middle of fills', () => {
  async function withTraffic(disturb: (server: PgServer) => Promise<void>): Promise<void> {
    const server = await ownServer();
    const { url } = await server.freshDatabase();
    const store = await openCandles({ connectionString: url, retryForMs: 60_000 });
    const { stop, fills } = traffic(store);
    for (let round = 0; round < 3; round++) {
      const before = fills();
      await expect.poll(fills, { interval: 3, timeout: 20_000 }).toBeGreaterThan(before + 3);
      await disturb(server);
    }
    const ends = await stop();
    for (const [i, end] of ends.entries()) {
      const key = { ...KEY, symbol: `COIN${i}` };
      expect(await store.covered(key, minutes(0, end + 10 * LARGE))).toEqual([minutes(0, end)]);
      expect((await read(store, minutes(0, end + 10 * LARGE), key)).map(({ close }) => close)).toEqual(candlesOf(minutes(0, end)).map(({ close }) => close));
    }
  }

  it('has every fill once and whole when it is killed and started again', async () => {
    await withTraffic(async (server) => {
      await server.kill();
      await server.restart();
    });
  });

  it('has every fill once and whole when it is restarted in an orderly way', async () => {
    await withTraffic((server) => server.restart());
  });

  it('is told of, with nothing kept of the fill, and works on once it is back', async () => {
    const server = await ownServer();
    const { url, query } = await server.freshDatabase();
    const store = await openCandles({ connectionString: url, retryForMs: 50 });
    await fill(store, minutes(0, 100));
    const filling = failureOf(() => fill(store, minutes(100, 200_000)));
    const copying = "select from pg_stat_progress_copy where datname = current_database() and tuples_processed > 1000";
    await expect.poll(async () => (await query(copying)).length, { interval: 5 }).toBe(1);
    await server.kill();
    expect(await filling).toMatchObject({ name: 'StoreError', code: 'store/unavailable', retryable: true });
    await server.restart();
    expect(await store.covered(KEY, minutes(0, 300_000))).toEqual([minutes(0, 100)]);
    expect(await read(store, minutes(100, 200_000))).toEqual([]);
    expect((await fill(store, minutes(100, 10_000))).added).toBe(9900);
  });
});

describeWithPostgres('a server that takes no candles', () => {
  it('has a full disk: nothing is kept, and everything goes on once there is room', async () => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url, maxConnections: 1 });
    await fill(store, minutes(0, 100));
    await query(failing('53100'));
    const error = await failureOf(() => fill(store, minutes(0, 20_000)));
    expect(error).toMatchObject({ code: 'store/full', retryable: true, cause: { code: '53100' } });
    expect(error.message).toContain('Filling binance BTCUSDT 1m');
    expect(await store.covered(KEY, minutes(0, 20_000))).toEqual([minutes(0, 100)]);
    expect(await read(store, minutes(0, 20_000))).toHaveLength(100);
    await query('drop trigger fail on tradewright.candles');
    expect((await fill(store, minutes(0, 20_000))).added).toBe(19_900);
  });

  it.each(['40001', '40P01', '55P03', '58030'])('for a moment (%s): the fill is tried again, and nobody but the listener of retries hears of it', async (state) => {
    const { url, query } = await freshDatabase();
    const { codes, onRetry } = heardRetries();
    let mending: Promise<unknown> | undefined;
    const store = await openCandles({
      connectionString: url,
      retryForMs: 60_000,
      onRetry: (error) => {
        onRetry(error);
        mending ??= dropTrigger(query);
      },
    });
    await query(failing(state));
    expect(await fill(store, minutes(0, 5000))).toEqual({ added: 5000, mended: 0, differing: 0, differences: [] });
    await mending;
    expect(codes[0]).toBe(state);
    expect(await read(store, minutes(0, 5000))).toHaveLength(5000);
  });
});

/** All partitions must be free for it, and whoever tries again wants one of them: the server may end either. */
async function dropTrigger(query: (text: string) => Promise<unknown>): Promise<void> {
  try {
    await query('drop trigger fail on tradewright.candles');
  } catch (error) {
    if ((error as { readonly code?: string }).code !== '40P01') throw error;
    await dropTrigger(query);
  }
}

describeWithPostgres('a fill', () => {
  it('may take longer than a statement may, and than an answer may, while the server goes on', async () => {
    const { url, query } = await freshDatabase();
    const pool = openPool({ connectionString: url, max: 1, statement_timeout: 300 });
    const { codes, onRetry } = heardRetries();
    const store = await openCandles({ pool, statementTimeoutMs: 300, retryForMs: 0, onRetry });
    await query(`create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.15); return new; end $$;
      create trigger dawdle before insert on tradewright.candles for each row when (new.volume = 2) execute function dawdle()`);
    const span = minutes(0, 40_000);
    const slow = candlesOf(span).map((candle, i) => (i % 2000 === 0 ? { ...candle, volume: 2 } : candle));
    expect((await store.fill(KEY, span, columnsOf(slow))).added).toBe(40_000);
    expect(codes).toEqual([]);
    expect((await pool.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '300ms' }]);
  });

  it('waits for another of the same series, and for no other', async () => {
    const database = await freshDatabase();
    const store = await openCandles({ connectionString: database.url });
    await fill(store, minutes(0, 10));
    const other = await rival(database);
    await other.query('select from tradewright.candle_series for update');
    const filling = fill(store, minutes(10, 20));
    await untilWaiting(database);
    expect((await fill(store, minutes(10, 20), { ...KEY, symbol: 'ETHUSDT' })).added).toBe(10);
    expect(await store.covered(KEY, minutes(0, 100))).toEqual([minutes(0, 10)]);
    await other.query('commit');
    expect((await filling).added).toBe(10);
  });

  it('says after its patience that somebody else is at it, and keeps nothing', async () => {
    const database = await freshDatabase();
    const store = await openCandles({ connectionString: database.url, lockTimeoutMs: 30, retryForMs: 100 });
    await fill(store, minutes(0, 10));
    const other = await rival(database);
    await other.query('select from tradewright.candle_series for update');
    expect(await failureOf(() => fill(store, minutes(10, 20)))).toMatchObject({ code: 'store/busy', retryable: true });
    await other.query('commit');
    expect(await store.covered(KEY, minutes(0, 100))).toEqual([minutes(0, 10)]);
  });
});
