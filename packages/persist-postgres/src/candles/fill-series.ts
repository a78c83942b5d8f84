import type { CandleColumns, Filled, SeriesKey, Span } from '@tradewright/core';
import { addSpan, clipSpans } from '@tradewright/core/run';
import { wholeOf } from '../read-row.ts';
import type { Row } from '../connections.ts';
import type { Statement } from '../tables.ts';
import { candlePages } from './candle-pages.ts';
import type { CandleStatements } from './candle-statements.ts';
import { Comparison } from './comparison.ts';
import { copyIn, copyOut, type Line } from './copy.ts';
import { RowEncoder } from './row-encoder.ts';

export interface Filling {
  readonly key: SeriesKey;
  readonly span: Span;
  readonly candles: CandleColumns;
}

/** One statement on a connection. */
export async function runOn({ client, alive }: Line, { sql: text, parameters }: Statement): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>({ text, values: parameters as unknown[] });
  alive();
  return rows;
}

/** In a transaction: keeps what is new of a span, and that all of it is covered. What overlaps what was covered is compared. */
export async function fillSeries(line: Line, statements: CandleStatements, { key, span, candles }: Filling): Promise<Filled> {
  await runOn(line, statements.lock(key));
  const touched = spansOf(key, await runOn(line, statements.spans(key, span)));
  const comparison = new Comparison(candles);
  for (const part of clipSpans(touched, span)) {
    comparison.passTo(part.fromMs, false);
    for await (const page of candlePages({ statements, key, span: part }, (text, decoder) => copyOut(line, text, decoder, undefined))) comparison.against(page);
    comparison.passTo(part.toMs, true);
  }
  comparison.passTo(Infinity, false);
  if (comparison.fresh.length > 0) await copyIn(line, statements.copyIn, new RowEncoder(key), candles, comparison.fresh);
  await join(line, statements, key, touched, span);
  return comparison.filled;
}

/** @throws {StoreError} `store/corrupt` */
export function spansOf({ exchange, symbol, interval }: SeriesKey, rows: readonly Row[]): readonly Span[] {
  const what = `covered span of ${exchange} ${symbol} ${interval}`;
  return rows.map((row) => ({ fromMs: wholeOf(row['from_ms'], what), toMs: wholeOf(row['to_ms'], what) }));
}

async function join(line: Line, statements: CandleStatements, key: SeriesKey, touched: readonly Span[], span: Span): Promise<void> {
  const [joined] = addSpan(touched, span);
  const [first, ...others] = touched;
  if (joined === undefined || (others.length === 0 && first?.fromMs === joined.fromMs && first.toMs === joined.toMs)) return;
  if (touched.some(({ fromMs }) => fromMs > joined.fromMs)) await runOn(line, statements.dropSpans(key, joined));
  await runOn(line, statements.putSpan(key, joined));
}
