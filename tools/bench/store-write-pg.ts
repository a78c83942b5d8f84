import type { CandleColumns } from '@tradewright/core';
import { PgCandleStore } from '@tradewright/persist-postgres';
import { testServer } from '@tradewright/pg-testing';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { FROM_MS, market, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const ROUNDS = { warmUp: 1, counted: 7 };
/** Half a year: every round adds as much, and all of it has to fit. */
const ROWS = YEAR / 2;
const SPAN = { fromMs: FROM_MS, toMs: FROM_MS + ROWS * 60_000 };
const BLOCK = 1000;

/** What a row begins with: nine fields, three of them texts. */
function prefixOf(texts: readonly string[]): Buffer {
  return Buffer.concat([Buffer.from([0, 9]), ...texts.map((text) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]))]);
}

/** Rows by hand: bytes as PostgreSQL wants them, nothing checked. */
function blockOf(prefix: Buffer, { openTimeMs, open, high, low, close, volume }: CandleColumns, from: number, to: number): Buffer {
  const rowBytes = prefix.length + 6 * 12;
  const bytes = Buffer.allocUnsafe((to - from) * rowBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let row = from, at = 0; row < to; row++, at += rowBytes) {
    bytes.set(prefix, at);
    let field = at + prefix.length;
    const time = (openTimeMs[row]! - 946_684_800_000) * 1000;
    view.setInt32(field, 8);
    view.setInt32(field + 4, Math.floor(time / 2 ** 32));
    view.setUint32(field + 8, time % 2 ** 32);
    for (const column of [open, high, low, close, volume]) {
      field += 12;
      view.setInt32(field, 8);
      view.setFloat64(field + 4, column[row]!);
    }
  }
  return bytes;
}

/** One COPY into the same table, in a transaction of its own: no lock, no spans, nothing compared. */
async function bare(client: pg.Client, symbol: string, candles: CandleColumns): Promise<void> {
  const stream = client.query(copyFrom('copy tradewright.candles (exchange, symbol, interval, open_time, open, high, low, close, volume) from stdin (format binary)'));
  const prefix = prefixOf(['binance', symbol, '1m']);
  stream.write(Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1'));
  for (let at = 0; at < candles.length; at += BLOCK) {
    if (!stream.write(blockOf(prefix, candles, at, Math.min(at + BLOCK, candles.length)))) await once(stream, 'drain');
  }
  stream.end(Buffer.from([0xff, 0xff]));
  await finished(stream);
}

/** Minutes into PostgreSQL against a bare COPY of the same rows into the same table. */
export async function storeWritePg(): Promise<BenchResult> {
  const candles = await market(ROWS);
  await using server = await testServer();
  await using database = await server.freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const store = await PgCandleStore.open({ connectionString: database.url, migrate: true });
  // Each turn is a series of its own, behind all others by its name: for the index it is the same work.
  let turn = 0;
  const symbol = (): string => `COIN${String(turn++).padStart(3, '0')}USDT`;
  try {
    const [value, yardstick] = await inTurn(() => store.fill({ exchange: 'binance', symbol: symbol(), interval: '1m' }, SPAN, candles), () => bare(client, symbol(), candles), ROUNDS);
    const perSecond = (ms: number): string => ((ROWS * 1000) / ms).toFixed(0);
    return lineOf(value, yardstick, 1 / 0.8, `half a year of 1m candles: ${perSecond(value)} rows a second, by a bare COPY into the same table ${perSecond(yardstick)}: ${((100 * yardstick) / value).toFixed(0)} % of its throughput, of which 80 % are wanted. The ratio is that of the times: at most 1.25`);
  } finally {
    await Promise.all([store.close(), client.end()]);
  }
}
