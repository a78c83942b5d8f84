import { allocateColumns, sliceColumns, type CandleColumns } from '@tradewright/core';
import { FsCandleStore } from '@tradewright/persist-fs';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { FROM_MS, market, SYMBOL, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const ROUNDS = { warmUp: 3, counted: 21 };
const KEY = { exchange: 'bench', symbol: SYMBOL, interval: '1m' } as const;
/** As a source pages. */
const PAGE = 1000;
const MINUTE_MS = 60_000;

async function fillByPages(store: FsCandleStore, candles: CandleColumns): Promise<void> {
  for (let row = 0; row < candles.length; row += PAGE) {
    const end = Math.min(row + PAGE, candles.length);
    await store.fill(KEY, { fromMs: FROM_MS + row * MINUTE_MS, toMs: FROM_MS + end * MINUTE_MS }, sliceColumns(candles, row, end));
  }
}

/** A year out of the store into columns, against reading the same files whole and summing them. */
export async function storeReadFs(): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-store-read-fs-'));
  const store = await FsCandleStore.open({ directory });
  try {
    const candles = await market(YEAR);
    await fillByPages(store, candles);
    const columns = allocateColumns(YEAR);
    let length = 0;
    const ours = async (): Promise<void> => {
      length = 0;
      for await (const page of store.candles(KEY, { fromMs: FROM_MS, toMs: FROM_MS + YEAR * MINUTE_MS })) {
        for (const name of Object.keys(columns) as (keyof typeof columns)[]) columns[name].set(page[name].subarray(0, page.length), length);
        length += page.length;
      }
    };
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.twc')).map((name) => join(directory, name));
    let bytes = 0;
    const yardstick = async (): Promise<void> => {
      bytes = 0;
      for (const path of files) {
        const content = await readFile(path);
        crc32(content);
        bytes += content.length;
      }
    };
    const [value, reference] = await inTurn(ours, yardstick, ROUNDS);
    const same = (Object.keys(columns) as (keyof typeof columns)[]).every((name) => Buffer.from(columns[name].buffer).equals(Buffer.from(candles[name].buffer, candles[name].byteOffset, YEAR * 8)));
    if (length !== YEAR || !same) throw new Error(`store-read-fs: ${length} candles came back, and they are ${same ? 'the same' : 'others'}`);
    return lineOf(value, reference, 3, `${YEAR} candles that were filled in pages of ${PAGE}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB; the yardstick is fs.readFile and crc32 of the same files, and copies nothing into columns`);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
