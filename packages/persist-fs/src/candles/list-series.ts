import { INTERVALS, type SeriesKey } from '@tradewright/core';
import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { readIndex } from './series-index.ts';
import { seriesPath } from './series-name.ts';

/** Every series with a covered span below a directory, by exchange, symbol and length of the interval. */
export async function listSeries(fs: FileSystem, directory: string): Promise<readonly SeriesKey[]> {
  const found: SeriesKey[] = [];
  for (const exchange of await directoriesIn(fs, directory)) {
    for (const symbol of await directoriesIn(fs, exchange)) {
      for (const path of await directoriesIn(fs, symbol)) {
        const index = await readIndex(fs, path);
        // A folder that somebody put elsewhere is no series of this store.
        if (index !== undefined && index.covered.length > 0 && join(directory, seriesPath(index.key)) === path) found.push(index.key);
      }
    }
  }
  return found.sort((a, b) => compare(a.exchange, b.exchange) || compare(a.symbol, b.symbol) || INTERVALS.indexOf(a.interval) - INTERVALS.indexOf(b.interval));
}

async function directoriesIn(fs: FileSystem, path: string): Promise<readonly string[]> {
  const entries = (await unlessMissing(fs.list(path))) ?? [];
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => join(path, name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
