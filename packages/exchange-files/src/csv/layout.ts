import { SourceError } from '@tradewright/core';
import { COLUMN_NAMES, type CsvOptions, type TimeUnit } from '../options.ts';
import type { Head } from '../file/head.ts';
import { positionsOf, type Positions } from './header.ts';
import { linesOf, splitLines, type TextRow } from './text-row.ts';
import { timeUnitOf } from './time.ts';

/** How to read the rows of one file. */
export interface Layout {
  readonly delimiter: string;
  /** Whether fields may stand in quotes, which takes the slower reader. */
  readonly quoted: boolean;
  readonly positions: Positions;
  readonly time: TimeUnit;
  /** Byte and line (from 1) where the candles begin: after a byte order mark and the header. */
  readonly bodyByte: number;
  readonly bodyLine: number;
}

/** A layout with the first rows it was found in. */
export interface Sample {
  readonly layout: Layout;
  readonly rows: readonly TextRow[];
}

/**
 * Finds the layout of a file in its first rows; options overrule what is found.
 *
 * @throws {SourceError} `files/empty`, `files/columns`, `files/time`
 */
export async function sampleOf(head: Head, options: CsvOptions): Promise<Sample> {
  const lines = linesOf(head.text);
  if (lines.length === 0) throw new SourceError('files/empty', `${head.label}: the file holds no rows.`);
  const delimiter = options.delimiter ?? guessDelimiter(lines.slice(0, 10).map(({ text }) => text));
  const quoted = options.quoted ?? (delimiter.length !== 1 || delimiter > '\x7f' || lines.slice(0, 100).some(({ text }) => text.includes('"')));
  const rows = quoted ? await quotedRows(head, delimiter) : splitLines(lines, delimiter);
  const first = rows[0];
  if (first === undefined) throw new SourceError('files/empty', `${head.label}: the file holds no rows.`);
  const header = (options.header ?? looksLikeHeader(first.fields)) ? first : undefined;
  const body = header === undefined ? rows : rows.slice(1);
  const width = header === undefined ? Math.max(...body.slice(0, 100).map(({ fields }) => fields.length)) : header.fields.length;
  const positions = positionsOf(`${head.label}:${first.line}`, header?.fields, width, options);
  if (body.length === 0) throw new SourceError('files/empty', `${head.label}: the file holds a header and no rows.`);
  const time = options.time ?? timeUnit(head.label, body, positions.time);
  const start = header ?? { line: first.line - 1, endByte: first.fromByte };
  return { layout: { delimiter, quoted, positions, time, bodyByte: start.endByte, bodyLine: start.line + 1 }, rows: body };
}

/** Loaded on demand: most files are never quoted. */
async function quotedRows(head: Head, delimiter: string): Promise<readonly TextRow[]> {
  const { quotedHead } = await import('./quoted-head.ts');
  return quotedHead(head, delimiter);
}

function guessDelimiter(lines: readonly string[]): string {
  const counts = [',', ';', '\t', '|'].map((candidate) => ({ candidate, count: Math.max(...lines.map((text) => text.split(candidate).length)) }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).candidate;
}

/** A row of candles holds numbers; a header holds none. */
function looksLikeHeader(fields: readonly string[]): boolean {
  return !fields.some((field) => field.trim() !== '' && !Number.isNaN(Number(field)));
}

function timeUnit(label: string, body: readonly TextRow[], column: number): TimeUnit {
  for (const { fields } of body) {
    const unit = timeUnitOf(fields[column] ?? '');
    if (unit !== undefined) return unit;
  }
  const { line, fields } = body[0]!;
  throw new SourceError('files/time', `${label}:${line}: cannot tell how the time ${JSON.stringify(fields[column] ?? '')} is written. Use seconds, milliseconds or microseconds since 1970 or ISO 8601, and say which with time: 's', 'ms', 'us' or 'iso'.`);
}

/** Position of the last column a row must have. */
export function lastPosition(positions: Positions): number {
  return Math.max(...COLUMN_NAMES.map((name) => positions[name]));
}
