import type { Candle } from '@tradewright/core';
import { candleSourceCases, FakeClock, runSuite } from '@tradewright/core/testing';
import { serverAt, type TestDatabase } from '@tradewright/pg-testing';
import type { ProvidedPostgres } from '@tradewright/pg-testing/global-setup';
import { Pool } from 'pg';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { failureOf, LATER, MINUTE, minutes, read, START } from '../test/candles.ts';
import { PostgresTable } from './postgres-table.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

const provided = inject('postgres');

const TABLES = `create table minute_bar (ticker text, bar_start timestamptz, open_px numeric, high_px numeric, low_px numeric, close_px numeric, base_qty numeric, primary key (ticker, bar_start));
  create table symbol_info (ticker text primary key, price_step numeric not null, qty_step numeric not null)`;
const ROWS = `insert into minute_bar select 'BTCUSDT', to_timestamp((bar->>'openTimeMs')::float8 / 1000), (bar->>'open')::numeric, (bar->>'high')::numeric,
  (bar->>'low')::numeric, (bar->>'close')::numeric, (bar->>'volume')::numeric from jsonb_array_elements($1::jsonb) bar`;

interface Held {
  readonly database: TestDatabase;
  readonly pool: Pool;
}

/** Somebody else's database with these candles in it. */
async function databaseOf(candles: readonly Candle[]): Promise<Held> {
  if ('missing' in provided) throw new Error(provided.missing);
  const database = await serverAt(provided.url).freshDatabase();
  await database.query(TABLES);
  await database.query(ROWS, [JSON.stringify(candles)]);
  const pool = new Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  onTestFinished(async () => {
    await pool.end();
    await database.drop();
  });
  return { database, pool };
}

async function holdAt(candles: readonly Candle[], nowMs: number): Promise<PostgresTable> {
  const { pool } = await databaseOf(candles.filter(({ openTimeMs }) => openTimeMs <= nowMs));
  return new PostgresTable(pool, new FakeClock(nowMs));
}

describe.skipIf('missing' in provided)("somebody else's table in PostgreSQL", () => {
  runSuite(candleSourceCases, { describe, it }, {
    name: 'PostgresTable',
    fresh: () => ({ symbol: 'BTCUSDT', hold: (candles) => holdAt(candles, LATER), holdAt }),
  });

  it('leaves out the minute that is not over, and other symbols', async () => {
    const { pool } = await databaseOf(minutes(10));
    const source = new PostgresTable(pool, new FakeClock(START + 5 * MINUTE + 30_000));
    expect(await read(source)).toEqual(minutes(5));
    expect(await read(source, { symbol: 'ETHUSDT' })).toEqual([]);
  });

  it('asks for the steps of a symbol once', async () => {
    const { database, pool } = await databaseOf([]);
    const source = new PostgresTable(pool, new FakeClock(LATER));
    expect(await failureOf(source.instrument('BTCUSDT'))).toMatchObject({ name: 'InputError', code: 'postgres/unknown-symbol' });
    await database.query("insert into symbol_info values ('BTCUSDT', 0.10, 0.00001)");
    expect(await source.instrument('BTCUSDT')).toMatchObject({ tickSize: 0.1, lotSize: 0.00001 });
    await database.query('delete from symbol_info');
    expect(await source.instrument('BTCUSDT')).toMatchObject({ tickSize: 0.1, lotSize: 0.00001 });
  });

  it('tells a question that can be asked again from one that cannot', async () => {
    const { database, pool } = await databaseOf(minutes(3));
    const source = new PostgresTable(pool, new FakeClock(LATER));
    expect(await failureOf(read(source, { interval: '5m' }))).toMatchObject({ name: 'InputError', code: 'postgres/interval' });
    await database.query('alter table minute_bar rename to minutes');
    expect(await failureOf(read(source))).toMatchObject({ name: 'SourceError', code: 'postgres/query', retryable: false, cause: { code: '42P01' } });
    await database.drop();
    expect(await failureOf(read(source))).toMatchObject({ name: 'SourceError', code: 'postgres/query', message: expect.not.stringContaining('postgres://') });
    const nobody = new Pool({ connectionString: 'postgres://user:not-to-be-told@127.0.0.1:1/none' });
    const failure = await failureOf(read(new PostgresTable(nobody, new FakeClock(LATER))));
    expect(failure).toMatchObject({ name: 'SourceError', retryable: true, cause: { code: 'ECONNREFUSED' } });
    expect(String(failure)).not.toContain('not-to-be-told');
  });
});
