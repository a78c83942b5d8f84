import { StoreError, type CandleColumns, type Span } from '@tradewright/core';
import { clipSpans } from '@tradewright/core/run';
import { merge, type FillTally } from './merge.ts';
import type { Part } from './part.ts';
import { joined, rowsWithin } from './rows.ts';
import type { SeriesFiles } from './series-files.ts';
import type { Chunk, SeriesIndex } from './series-index.ts';
import { overlap } from './spans.ts';

/** A file that is shorter than this many times what comes behind it is written anew together with that. */
const ABSORBED_RATIO = 4;

/** What becomes of the files of a part. */
export interface PartPlan {
  /** Files that stay. */
  readonly kept: readonly Chunk[];
  /** What the others held, with what is new. */
  readonly fresh: CandleColumns | undefined;
}

/**
 * Files before the span stay, so that a candle a minute does not write the whole month again and again, unless they are
 * short: a part has a handful of files at most, each some times as long as the next.
 */
export async function planPart(files: SeriesFiles, before: SeriesIndex, part: Part, { span, candles, tally }: { readonly span: Span; readonly candles: CandleColumns; readonly tally: FillTally }): Promise<PartPlan> {
  const chunks = before.chunks.filter((chunk) => overlap(chunk, part));
  const at = chunks.findIndex(({ toMs }) => toMs > span.fromMs);
  let first = at < 0 ? chunks.length : at;
  const stored = joined(await Promise.all(chunks.slice(first).map((chunk) => content(files, chunk))));
  const merged = merge(stored, rowsWithin(candles, part), span, clipSpans(before.covered, part), tally);
  if (merged === undefined) return { kept: chunks, fresh: undefined };
  const pages = [merged];
  for (let { length } = merged; first > 0 && chunks[first - 1]!.length < ABSORBED_RATIO * length; length += chunks[first]!.length) pages.unshift(await content(files, chunks[--first]!));
  return { kept: chunks.slice(0, first), fresh: pages.length === 1 ? merged : joined(pages) };
}

async function content(files: SeriesFiles, chunk: Chunk): Promise<CandleColumns> {
  const candles = await files.read(chunk);
  if (candles === undefined) throw new StoreError('store/io', `${files.directory}: ${chunk.file} was deleted during a fill. Nothing is kept; try again.`, { retryable: true });
  return candles;
}
