import type { CandleColumns } from '@tradewright/core';
import { createHash } from 'node:crypto';

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;
const ROW_BYTES = COLUMNS.length * 8;

/** As the port says: SHA-256 in hex over six little-endian float64 for each candle. */
export async function contentHash(pages: AsyncIterable<CandleColumns>): Promise<string> {
  const hash = createHash('sha256');
  for await (const page of pages) hash.update(rowsOf(page));
  return hash.digest('hex');
}

function rowsOf(page: CandleColumns): DataView {
  const bytes = new DataView(new ArrayBuffer(page.length * ROW_BYTES));
  for (const [i, name] of COLUMNS.entries()) {
    const column = page[name];
    for (let row = 0, at = i * 8; row < page.length; row++, at += ROW_BYTES) bytes.setFloat64(at, column[row]!, true);
  }
  return bytes;
}
