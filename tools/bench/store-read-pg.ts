import { allocateColumns } from '@tradewright/core';
import { PgCandleStore } from '@tradewright/persist-postgres';
import { testServer } from '@tradewright/pg-testing';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { FROM_MS, market, SYMBOL, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const ROUNDS = { warmUp: 3, counted: 11 };
const KEY = { exchange: 'binance', symbol: SYMBOL, interval: '1m' } as const;
const SPAN = { fromMs: FROM_MS, toMs: FROM_MS + YEAR * 60_000 };
const ROWS = `from tradewright.candles where exchange = 'binance' and symbol = '${SYMBOL}' and interval = '1m' and open_time >= to_timestamp(${SPAN.fromMs / 1000}) and open_time < to_timestamp(${SPAN.toMs / 1000}) order by open_time`;
const VALUES = 'open, high, low, close, volume';

/** Where every side puts its numbers: allocated once, outside the clock. */
class Sink {
  readonly columns: ReturnType<typeof allocateColumns> = allocateColumns(YEAR);
  length = 0;

  get sum(): number {
    return Object.values(this.columns).reduce((sum, column) => column.subarray(0, this.length).reduce((part, value) => part + value, sum), 0);
  }
}

async function ours(store: PgCandleStore, sink: Sink): Promise<void> {
  sink.length = 0;
  for await (const page of store.candles(KEY, SPAN)) {
    for (const [name, column] of Object.entries(sink.columns)) column.set(page[name as keyof typeof sink.columns].subarray(0, page.length), sink.length);
    sink.length += page.length;
  }
}

/** One statement, its rows as arrays of texts, as pg hands them out. */
async function byQuery(client: pg.Client, sink: Sink): Promise<void> {
  const { rows } = await client.query<string[]>({ text: `select extract(epoch from open_time) * 1000, ${VALUES} ${ROWS}`, rowMode: 'array' });
  const columns = Object.values(sink.columns);
  sink.length = rows.length;
  rows.forEach((row, at) => columns.forEach((column, i) => (column[at] = Number(row[i]))));
}

const HEADER_BYTES = 19;
const ROW_BYTES = 74;

/** One COPY of the whole year, its bytes made numbers as they come, without any check. */
async function byCopy(client: pg.Client, sink: Sink): Promise<void> {
  const { openTimeMs, open, high, low, close, volume } = sink.columns;
  let rest: Buffer = Buffer.alloc(0);
  let skip = HEADER_BYTES;
  sink.length = 0;
  for await (const chunk of client.query(copyTo(`copy (select open_time, ${VALUES} ${ROWS}) to stdout (format binary)`))) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = skip;
    skip = 0;
    for (; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
      const row = sink.length++;
      openTimeMs[row] = (view.getInt32(at + 6) * 2 ** 32 + view.getUint32(at + 10)) / 1000 + 946_684_800_000;
      open[row] = view.getFloat64(at + 18);
      high[row] = view.getFloat64(at + 30);
      low[row] = view.getFloat64(at + 42);
      close[row] = view.getFloat64(at + 54);
      volume[row] = view.getFloat64(at + 66);
    }
    rest = bytes.subarray(at);
  }
}

/** A year of minutes out of PostgreSQL against the faster of a bare query and a bare COPY of the same rows. */
export async function storeReadPg(): Promise<BenchResult> {
  await using server = await testServer();
  await using database = await server.freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const store = await PgCandleStore.open({ connectionString: database.url, migrate: true });
  try {
    await store.fill(KEY, SPAN, await market(YEAR));
    await client.query('vacuum analyze');
    const [mine, copied, asked] = [new Sink(), new Sink(), new Sink()];
    const [value, copy] = await inTurn(() => ours(store, mine), () => byCopy(client, copied), ROUNDS);
    const [, query] = await inTurn(() => undefined, () => byQuery(client, asked), { warmUp: 1, counted: 3 });
    for (const { length, sum } of [copied, asked]) if (length !== mine.length || sum !== mine.sum || length !== YEAR) throw new Error(`store-read-pg: the sides differ: ${length} rows, sum ${sum}, against ${mine.length}, ${mine.sum}`);
    return lineOf(value, Math.min(copy, query), 1.5, `a year of 1m candles into columns, pages and checks included, against one COPY of all of it by pg-copy-streams (${copy.toFixed(0)} ms); by a query of pg it is ${query.toFixed(0)} ms`);
  } finally {
    await Promise.all([store.close(), client.end()]);
  }
}
