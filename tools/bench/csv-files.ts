import { syntheticSource } from '@tradewright/exchange-files';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** The same candles packed and unpacked. */
export interface CandleFiles {
  readonly packed: readonly string[];
  readonly plain: readonly string[];
  /** For the note of the bench. */
  readonly what: string;
}

const SHARED = resolve(import.meta.dirname, '../../../shared/data');
const MONTH_MINUTES = 43_200;

/** The files of ../shared/data, or as many synthetic ones where that folder is absent. Unpacked copies go to `directory`. */
export async function candleFiles(directory: string): Promise<CandleFiles> {
  const shared = existsSync(SHARED) ? globSync(join(SHARED, '*.csv.gz')).sort() : [];
  const packed = shared.length > 0 ? shared : await syntheticFiles(directory);
  const plain = packed.map((path) => {
    const copy = join(directory, basename(path, '.gz'));
    writeFileSync(copy, gunzipSync(readFileSync(path)));
    return copy;
  });
  return { packed, plain, what: shared.length > 0 ? `the ${packed.length} files of shared/data` : `${packed.length} synthetic files (shared/data is absent)` };
}

/** Seven months in the columns of a Binance dump. */
async function syntheticFiles(directory: string): Promise<readonly string[]> {
  const source = syntheticSource({ seed: 7, startPrice: 3 });
  const paths: string[] = [];
  for (let month = 0; month < 7; month++) {
    const fromMs = source.terms.fromMs + month * MONTH_MINUTES * 60_000;
    let text = '';
    for await (const { length, openTimeMs, open, high, low, close, volume } of source.candles({ symbol: 'BENCH', interval: '1m', fromMs, toMs: fromMs + MONTH_MINUTES * 60_000 })) {
      for (let i = 0; i < length; i++) {
        const tail = `${openTimeMs[i]! + 59_999},${(volume[i]! * close[i]!).toFixed(4)},${i % 900},${(volume[i]! / 2).toFixed(3)},${(volume[i]! * close[i]! * 0.5).toFixed(4)},0`;
        text += `${openTimeMs[i]},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]},${tail}\n`;
      }
    }
    paths.push(join(directory, `BENCH-1m-${month}.csv.gz`));
    writeFileSync(paths.at(-1)!, gzipSync(text));
  }
  return paths;
}
