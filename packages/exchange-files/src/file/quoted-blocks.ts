import { allocateColumns } from '@tradewright/core';
import { parse } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';
import { decimal } from '../csv/decimal.ts';
import { lastPosition, type Layout } from '../csv/layout.ts';
import { quotesFailure } from '../csv/quoted-head.ts';
import { quotedOptions, type QuotedRecord } from '../csv/quoted.ts';
import { rowFault } from '../csv/row-fault.ts';
import type { RowJudge, Rows } from '../csv/row-judge.ts';
import { LAST_TIME_MS, timeOf } from '../csv/time.ts';
import { BLOCK_BYTES } from './block-reader.ts';
import { judgeOf, settle, type CandleBlock, type ReadOptions } from './candle-blocks.ts';
import type { CandleFile } from './candle-file.ts';
import { openText, type TextReader } from './text-reader.ts';

/** Rows to a block: records in quotes may hold line ends, so bytes cannot tell where a block ends. */
const BLOCK_ROWS = 4096;

/** The candles of a file whose fields may stand in quotes, read by csv-parse: slower, but it takes whatever a CSV may hold. */
export async function* quotedBlocks(file: CandleFile, fromOrdinal: number, options: ReadOptions): AsyncGenerator<CandleBlock> {
  const judge = judgeOf(file, options);
  const rows = { columns: allocateColumns(BLOCK_ROWS), lines: new Uint32Array(BLOCK_ROWS), length: 0 };
  let ordinal = 0;
  let count = 0;
  judge.begin();
  async function* finish(): AsyncGenerator<CandleBlock> {
    judge.accept(rows);
    if (judge.broken.length > 0) await settle(file, ordinal, judge.broken, options.skipped, async () => 0);
    if (ordinal >= fromOrdinal) yield { ordinal, columns: { ...rows.columns, length: rows.length } };
    ordinal++;
    rows.length = 0;
    count = 0;
    judge.begin();
  }
  for await (const { record, info } of records(file, options)) {
    addRow(rows, judge, file.layout, record, info.lines);
    if (++count === BLOCK_ROWS) yield* finish();
  }
  if (options.cancel?.aborted !== true) yield* finish();
}

function addRow(rows: Rows, judge: RowJudge, layout: Layout, fields: readonly string[], line: number): void {
  const { positions, time } = layout;
  const { openTimeMs, ...prices } = rows.columns;
  const row = rows.length;
  openTimeMs[row] = timeOf(fields[positions.time] ?? '', time);
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) prices[name][row] = decimal(fields[positions[name]] ?? '');
  rows.lines[row] = line;
  const whole = openTimeMs[row]! <= LAST_TIME_MS && Object.values(prices).every((column) => column[row]! <= Number.MAX_VALUE);
  if (whole && fields.length > lastPosition(positions)) rows.length++;
  else {
    judge.accept(rows);
    judge.reject(line, rowFault(fields, layout, row));
  }
}

/** The records behind the header. */
async function* records(file: CandleFile, { cancel }: ReadOptions): AsyncGenerator<QuotedRecord> {
  const text = await openText(file);
  const parser = pipeline(Readable.from(chunks(text)), parse(quotedOptions(file.layout.delimiter)), () => undefined);
  try {
    for await (const record of parser as AsyncIterable<QuotedRecord>) {
      if (cancel?.aborted === true) return;
      if (record.info.lines >= file.layout.bodyLine) yield record;
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_') ? quotesFailure(file.label, error) : error;
  } finally {
    parser.destroy();
    await text.close();
  }
}

async function* chunks(text: TextReader): AsyncGenerator<Buffer> {
  for (;;) {
    const bytes = Buffer.allocUnsafe(BLOCK_BYTES);
    const count = await text.read(bytes, 0, BLOCK_BYTES);
    if (count > 0) yield bytes.subarray(0, count);
    if (count < BLOCK_BYTES) return;
  }
}
