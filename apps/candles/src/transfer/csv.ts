import type { AtomicFile } from '@tradewright/cli-kit';
import type { CandleColumns } from '@tradewright/core';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

const HEADER = 'timestamp,open,high,low,close,volume\n';

/** Rows as `exchange-files` reads them. A number is written with the digits that bring back its very bits. */
export async function writeCsv(pages: AsyncIterable<CandleColumns>, file: AtomicFile, packed: boolean): Promise<void> {
  if (!packed) {
    for await (const text of texts(pages)) await file.write(text);
    return;
  }
  const rows = Readable.from(texts(pages), { objectMode: false });
  const gzip = createGzip();
  rows.once('error', (error) => gzip.destroy(error));
  for await (const bytes of rows.pipe(gzip)) await file.writeBytes(bytes as Buffer);
}

async function* texts(pages: AsyncIterable<CandleColumns>): AsyncGenerator<string> {
  yield HEADER;
  for await (const { length, openTimeMs, open, high, low, close, volume } of pages) {
    let text = '';
    for (let i = 0; i < length; i++) text += `${openTimeMs[i]},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}\n`;
    yield text;
  }
}
