import { intervalMs, StoreError, type CandleColumns, type Filled, type SeriesKey, type Span } from '@tradewright/core';
import { addSpan } from '@tradewright/core/run';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { writeAll } from '../file/write-all.ts';
import { isTemporary } from '../file/write-atomically.ts';
import { encodeChunk } from './chunk-file.ts';
import { planPart } from './fill-part.ts';
import { FillTally } from './merge.ts';
import { partOf, type Part } from './part.ts';
import { publish } from './publish.ts';
import { rowAt } from './rows.ts';
import type { SeriesFiles } from './series-files.ts';
import { encodeIndex, INDEX, type Chunk, type SeriesIndex } from './series-index.ts';
import { overlap, sameSpans } from './spans.ts';

const CHUNK = '.twc';

/**
 * New files first, of which nobody knows, then the index, which makes all of them count at once, then the files it does
 * not need any more go. A crash before the index leaves files that the next fill removes. The lock of the series is held.
 */
export async function writeFill(fs: FileSystem, files: SeriesFiles, span: Span, candles: CandleColumns): Promise<Filled> {
  const { present: before, names } = await files.look();
  await sweep(fs, files.directory, [...names].filter((name) => isTemporary(name) || (name.endsWith(CHUNK) && !before.chunks.some(({ file }) => file === name))));
  const tally = new FillTally();
  const written: Chunk[] = [];
  const chunks: Chunk[] = [];
  try {
    const parts = partsOf(before, span, candles);
    chunks.push(...before.chunks.filter((chunk) => !parts.some((part) => overlap(chunk, part))));
    for (const part of parts) {
      const { kept, fresh } = await planPart(files, before, part, { span, candles, tally });
      if (fresh !== undefined) written.push(await writeChunk(fs, files.directory, part, before.key, fresh));
      chunks.push(...kept, ...(fresh === undefined ? [] : written.slice(-1)));
    }
    const after = { key: before.key, covered: addSpan(before.covered, span), chunks: chunks.sort((a, b) => a.fromMs - b.fromMs) };
    // Also where nothing is new: whoever wrote what is there may have died before its name was durable.
    await fs.syncDirectory(files.directory);
    if (written.length > 0 || !sameSpans(before.covered, after.covered)) await publish(fs, join(files.directory, INDEX), encodeIndex(after));
  } catch (cause) {
    if (!(cause instanceof StoreError && cause.code === 'store/uncertain')) await removeAll(fs, files.directory, written);
    throw cause;
  }
  await removeAll(fs, files.directory, before.chunks.filter((chunk) => !chunks.includes(chunk)));
  const { added, mended, differing, differences } = tally;
  return { added, mended, differing, differences };
}

/** The parts of the calendar that a fill has to look at, which are few also where its span has centuries. */
function partsOf({ key: { interval }, chunks }: SeriesIndex, span: Span, candles: CandleColumns): readonly Part[] {
  const parts = new Map<string, Part>();
  const add = (atMs: number): Part => {
    const part = partOf(atMs, interval);
    parts.set(part.name, part);
    return part;
  };
  for (const chunk of chunks) if (overlap(chunk, span)) add(chunk.fromMs);
  for (let row = 0; row < candles.length; ) row = rowAt(candles, add(candles.openTimeMs[row]!).toMs);
  return [...parts.values()].sort((a, b) => a.fromMs - b.fromMs);
}

/** A new file under a name of its own, synced; its name is not. */
async function writeChunk(fs: FileSystem, directory: string, part: Part, { interval }: SeriesKey, candles: CandleColumns): Promise<Chunk> {
  const stepMs = intervalMs(interval);
  const { length, openTimeMs } = candles;
  const { bytes, sum } = encodeChunk(stepMs, candles);
  const name = `${part.name}.${randomBytes(6).toString('hex')}${CHUNK}`;
  const path = join(directory, name);
  const file = await fs.open(path, 'create');
  try {
    try {
      await writeAll(file, bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    await fs.remove(path).catch(() => {});
    throw cause;
  }
  return { file: name, fromMs: openTimeMs[0]!, toMs: openTimeMs[length - 1]! + stepMs, length, sum };
}

/** Removes what a crash left. What the index shows is made durable first: the one before it may need these files. */
async function sweep(fs: FileSystem, directory: string, names: readonly string[]): Promise<void> {
  if (names.length > 0) await fs.syncDirectory(directory);
  for (const name of names) await unlessMissing(fs.remove(join(directory, name)));
}

/** What cannot be removed now is removed by the next fill. */
async function removeAll(fs: FileSystem, directory: string, chunks: readonly Chunk[]): Promise<void> {
  for (const { file } of chunks) await fs.remove(join(directory, file)).catch(() => {});
}
