import { CandleError, type CandleColumns, type CancelSignal, type DurationMs } from '@tradewright/core';
import { LF } from '../csv/bytes.ts';
import { RowDecoder } from '../csv/row-decoder.ts';
import { RowJudge, type BrokenRow } from '../csv/row-judge.ts';
import { BLOCK_BYTES, BlockReader, type TextBlock } from './block-reader.ts';
import { isSeekable, type CandleFile } from './candle-file.ts';
import { fileFailure } from './failure.ts';
import type { SkippedRows } from './skipped-rows.ts';
import { openText } from './text-reader.ts';

/** The candles of one block of a file; the columns are valid until the next block is asked for. */
export interface CandleBlock {
  readonly ordinal: number;
  readonly columns: CandleColumns;
}

export interface ReadOptions {
  readonly stepMs: DurationMs;
  /** Counts broken rows; without it the first one is an error. */
  readonly skipped?: SkippedRows | undefined;
  /** Candles from just before the file, by which its first ones are judged. */
  readonly before?: CandleColumns | undefined;
  readonly cancel?: CancelSignal | undefined;
}

/**
 * Reads the judged candles of a file, block after block, from a block on. Leaving the iteration closes the file.
 *
 * @throws {CandleError} at a broken row, named by file and line
 * @throws {SourceError | InputError} when the file cannot be read
 */
export async function* candleBlocks(file: CandleFile, fromOrdinal: number, options: ReadOptions): AsyncGenerator<CandleBlock> {
  try {
    if (file.layout.quoted) {
      const { quotedBlocks } = await import('./quoted-blocks.ts');
      yield* quotedBlocks(file, fromOrdinal, options);
    } else yield* byteBlocks(file, fromOrdinal, options);
  } catch (error) {
    throw fileFailure(file.label, error);
  }
}

async function* byteBlocks(file: CandleFile, fromOrdinal: number, options: ReadOptions): AsyncGenerator<CandleBlock> {
  // The block before is read as well: by its candles the first ones asked for are judged.
  const first = isSeekable(file) ? Math.max(0, fromOrdinal - 1) : 0;
  const reader = await BlockReader.open(file, first);
  const decoder = new RowDecoder(file.layout, first === 0 ? file.layout.bodyLine : 1);
  const judge = judgeOf(file, options);
  try {
    for (;;) {
      if (options.cancel?.aborted === true) return;
      const block = await reader.next();
      if (block === undefined) return;
      decodeBlock(decoder, judge, block, block.ordinal === 0 ? file.layout.bodyByte : block.from);
      if (judge.broken.length > 0 && (block.ordinal >= fromOrdinal || !isSeekable(file))) {
        await settle(file, block.ordinal, judge.broken, options.skipped, () => linesBefore(file, first));
      }
      if (block.ordinal >= fromOrdinal) yield { ordinal: block.ordinal, columns: { ...decoder.columns, length: decoder.length } };
    }
  } finally {
    await reader.close();
  }
}

export function judgeOf(file: CandleFile, { stepMs, before }: ReadOptions): RowJudge {
  const judge = new RowJudge(stepMs);
  if (before !== undefined) judge.prime(before, file.firstMs);
  return judge;
}

/** Judging keeps up with decoding, so that the broken rows come in their order. */
function decodeBlock(decoder: RowDecoder, judge: RowJudge, { bytes, to }: TextBlock, from: number): void {
  decoder.length = 0;
  judge.begin();
  for (let at = from; ; at = decoder.skip(bytes, at)) {
    at = decoder.decode(bytes, at, to);
    judge.accept(decoder);
    if (at >= to) return;
    judge.reject(decoder.line, decoder.explain(bytes, at));
  }
}

/** Counts the broken rows of a block, or throws the first. */
export async function settle(file: CandleFile, ordinal: number, broken: readonly BrokenRow[], skipped: SkippedRows | undefined, linesBefore: () => Promise<number>): Promise<void> {
  const block = `${file.path}:${ordinal}`;
  if (skipped !== undefined && !skipped.isNew(block)) return;
  const before = skipped === undefined || skipped.wanted > 0 ? await linesBefore() : 0;
  const where = ({ line }: BrokenRow): string => `${file.label}:${before + line}`;
  if (skipped === undefined) {
    if (file.gzip) await unpackAll(file);
    throw new CandleError(broken[0]!.fault, where(broken[0]!));
  }
  skipped.note(block, broken.length, broken.slice(0, skipped.wanted).map((row) => ({ where: where(row), fault: row.fault })));
}

/** Fails where gzip finds damage: then a broken row was only its first sign, and the damage is what has to be told. */
async function unpackAll(file: CandleFile): Promise<void> {
  const text = await openText(file);
  const bytes = Buffer.allocUnsafe(BLOCK_BYTES);
  try {
    while ((await text.read(bytes, 0, BLOCK_BYTES)) === BLOCK_BYTES);
  } finally {
    await text.close();
  }
}

/** How many lines end before the first whole line of a block. Only a broken row makes this worth its time. */
async function linesBefore(file: CandleFile, ordinal: number): Promise<number> {
  if (ordinal === 0) return 0;
  const text = await openText(file);
  const bytes = Buffer.allocUnsafe(BLOCK_BYTES);
  let lines = 1;
  try {
    for (let block = 0; block < ordinal; block++) {
      const count = await text.read(bytes, 0, BLOCK_BYTES);
      for (let at = bytes.indexOf(LF); at >= 0 && at < count; at = bytes.indexOf(LF, at + 1)) lines++;
    }
    return lines;
  } finally {
    await text.close();
  }
}
