import { StoreError, type SeriesKey, type Span } from '@tradewright/core';
import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { readFile } from '../file/read-all.ts';
import { decodeLine, encodeLine } from '../journal/line.ts';

export const INDEX = 'series.line';

/** A file of candles, from the first one's open time to the end of the last one. */
export interface Chunk extends Span {
  /** Its name in the directory of the series. No two files ever have the same one. */
  readonly file: string;
  readonly length: number;
  /** CRC-32 of the file. */
  readonly sum: number;
}

/** What is kept of a series. Replaced as a whole: a fill is there when its index is. */
export interface SeriesIndex {
  readonly key: SeriesKey;
  readonly covered: readonly Span[];
  /** By time, none overlapping another. */
  readonly chunks: readonly Chunk[];
}

interface Told {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: SeriesKey['interval'];
  readonly covered: readonly (readonly [number, number])[];
  readonly chunks: readonly { readonly file: string; readonly fromMs: number; readonly toMs: number; readonly candles: number; readonly crc32: number }[];
}

export function encodeIndex({ key, covered, chunks }: SeriesIndex): Buffer {
  const { exchange, symbol, interval } = key;
  const told: Told = {
    exchange,
    symbol,
    interval,
    covered: covered.map(({ fromMs, toMs }) => [fromMs, toMs]),
    chunks: chunks.map(({ file, fromMs, toMs, length, sum }) => ({ file, fromMs, toMs, candles: length, crc32: sum })),
  };
  return encodeLine(JSON.stringify(told));
}

/**
 * The index of the series in a directory; `undefined` where there is none.
 *
 * @throws {StoreError} `store/corrupt`, `store/version`
 */
export async function readIndex(fs: FileSystem, directory: string): Promise<SeriesIndex | undefined> {
  const path = join(directory, INDEX);
  const bytes = await unlessMissing(readFile(fs, path));
  if (bytes === undefined) return undefined;
  const line = decodeLine(bytes);
  if (line.kind === 'newer') throw new StoreError('store/version', `${path} is of format ${line.format}, newer than this program. Use a newer one.`);
  if (line.kind === 'bad') throw new StoreError('store/corrupt', `${path} is damaged: its content does not match its checksum. Delete ${directory}: the candles of the series will be fetched again.`);
  // What matches its checksum was written here.
  const { exchange, symbol, interval, covered, chunks } = JSON.parse(line.json) as Told;
  return {
    key: { exchange, symbol, interval },
    covered: covered.map(([fromMs, toMs]) => ({ fromMs, toMs })),
    chunks: chunks.map(({ file, fromMs, toMs, candles, crc32 }) => ({ file, fromMs, toMs, length: candles, sum: crc32 })),
  };
}

/** @throws {StoreError} `store/corrupt` where the directory of one series holds another */
export function checkKey(directory: string, { key: found }: SeriesIndex, key: SeriesKey): void {
  if (found.exchange === key.exchange && found.symbol === key.symbol && found.interval === key.interval) return;
  throw new StoreError('store/corrupt', `${directory} is the place of ${JSON.stringify(key)} and holds ${JSON.stringify(found)}. Move it back to where it was, or delete it: its candles will be fetched again.`);
}
