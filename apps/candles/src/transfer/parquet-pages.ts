import { allocateColumns, InputError, SourceError, type CandleColumns } from '@tradewright/core';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { PRICE_COLUMNS, TIME_NAMES } from './parquet-columns.ts';

/** A group of rows has to be held in memory as a whole; ours have 65,536. */
const MOST_ROWS = 10_000_000;

/** Where the columns stand in a file, by their names there. */
type Names = Readonly<Record<'openTimeMs' | (typeof PRICE_COLUMNS)[number], string>>;

/**
 * The candles of a Parquet file, group of rows by group of rows, unjudged.
 *
 * @param label - names the file in messages
 * @throws {InputError} `files/not-found`; {SourceError} `files/format`, `files/columns`, `files/corrupt`
 */
export async function* parquetPages(path: string, label: string): AsyncGenerator<CandleColumns> {
  const file = await open(path, label);
  const metadata = await told(label, 'files/format', 'is no Parquet file', () => parquetMetadataAsync(file));
  const names = namesOf(metadata, label);
  let fromRow = 0;
  for (const [group, { num_rows: count }] of metadata.row_groups.entries()) {
    const rows = Number(count);
    if (rows > MOST_ROWS) throw new SourceError('files/format', `${label}: group ${group} holds ${rows} rows, which do not fit into memory. Write it with groups of ${MOST_ROWS} rows at most.`);
    yield await told(label, 'files/corrupt', `is damaged in its group ${group}`, () => readGroup(file, metadata, names, fromRow, rows, label));
    fromRow += rows;
  }
}

async function readGroup(file: AsyncBuffer, metadata: FileMetaData, names: Names, fromRow: number, rows: number, label: string): Promise<CandleColumns> {
  const columns = allocateColumns(rows);
  const left = new Map(Object.entries(names).map(([column, name]) => [name, { column: columns[column as keyof typeof columns], rows }]));
  await parquetRead({
    file,
    metadata,
    compressors,
    columns: Object.values(names),
    rowStart: fromRow,
    rowEnd: fromRow + rows,
    // As numbers: dates would be made of them, one object each.
    parsers: { timestampFromMilliseconds: Number, timestampFromMicroseconds: (us) => Number(us) / 1e3, timestampFromNanoseconds: (ns) => Number(ns) / 1e6, dateFromDays: (days) => days * 86_400_000 },
    onChunk({ columnName, columnData, rowStart }) {
      const target = left.get(columnName);
      if (target === undefined) return;
      for (let i = 0; i < columnData.length; i++) target.column[rowStart - fromRow + i] = numberOf(columnData[i], columnName, rowStart + i, label);
      target.rows -= columnData.length;
    },
  });
  const short = [...left].find(([, { rows: open }]) => open !== 0);
  if (short !== undefined) throw new Error(`column ${short[0]} has ${rows - short[1].rows} of ${rows} values`);
  inMilliseconds(columns.openTimeMs);
  return { length: rows, ...columns };
}

function numberOf(value: unknown, column: string, row: number, label: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  const text = value === null || value === undefined ? 'nothing' : typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : `a ${typeof value}`;
  throw new SourceError('files/columns', `${label}: column ${column} holds ${text} in row ${row}, no number.`);
}

/** Plain integers may count seconds, micro- or nanoseconds; each of them is plausible as one unit only. */
function inMilliseconds(times: Float64Array): void {
  const [first = 0] = times;
  const unit = first < 1e11 ? 1e3 : first < 1e14 ? 1 : first < 1e17 ? 1e-3 : 1e-6;
  if (unit !== 1) for (let i = 0; i < times.length; i++) times[i] = unit > 1 ? times[i]! * unit : times[i]! / Math.round(1 / unit);
}

function namesOf(metadata: FileMetaData, label: string): Names {
  const there = parquetSchema(metadata).children.map(({ element }) => element.name);
  const find = (names: readonly string[]): string | undefined => there.find((name) => names.includes(name.toLowerCase()));
  const found = Object.fromEntries([['openTimeMs', find(TIME_NAMES)], ...PRICE_COLUMNS.map((name) => [name, find([name])])]) as Record<keyof Names, string | undefined>;
  const missing = Object.entries(found).filter(([, name]) => name === undefined).map(([name]) => (name === 'openTimeMs' ? TIME_NAMES[0] : name));
  if (missing.length > 0) throw new SourceError('files/columns', `${label}: found no column ${missing.join(', ')} among ${there.slice(0, 20).map((name) => JSON.stringify(name.slice(0, 40))).join(', ')}.`);
  return found as Names;
}

async function open(path: string, label: string): Promise<AsyncBuffer> {
  try {
    return await asyncBufferFromFile(path);
  } catch (cause) {
    throw new InputError('files/not-found', `${label}: there is no such file, or it cannot be read (${path}).`, { cause });
  }
}

/** What a library says of a broken file is meant for programmers. */
async function told<T>(label: string, code: string, what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    throw new SourceError(code, `${label} ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
