import type { CandleColumns } from '@tradewright/core';
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { COLUMNS } from './rows.ts';

const ROWS_AT_ONCE = 4096;

/** SHA-256 in hex of the rows of all pages, each as six little-endian float64. */
export async function hashOf(pages: AsyncIterable<CandleColumns>): Promise<string> {
  const hash = createHash('sha256');
  const rows = new Float64Array(ROWS_AT_ONCE * COLUMNS.length);
  const bytes = Buffer.from(rows.buffer);
  for await (const page of pages) {
    for (let from = 0; from < page.length; from += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, page.length - from);
      COLUMNS.forEach((name, column) => interleave(page[name], from, count, rows, column));
      const part = bytes.subarray(0, count * COLUMNS.length * 8);
      hash.update(endianness() === 'BE' ? part.swap64() : part);
    }
  }
  return hash.digest('hex');
}

function interleave(column: Float64Array, from: number, count: number, rows: Float64Array, place: number): void {
  for (let i = 0, at = place; i < count; i++, at += COLUMNS.length) rows[at] = column[from + i]!;
}
