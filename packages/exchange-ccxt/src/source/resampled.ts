import { allocateColumns, Resampler, sliceColumns, type CandleColumns, type TimestampMs } from '@tradewright/core';
import type { Timeframe } from '../market/timeframes.ts';

const PIECE = 1024;

/** Longer candles out of shorter ones, complete ones only: they begin at `fromMs` and have closed by `endMs`, both aligned. */
export async function* resampled(pages: AsyncIterable<CandleColumns>, { interval, fromStepMs }: Timeframe, fromMs: TimestampMs, endMs: TimestampMs): AsyncGenerator<CandleColumns> {
  const resampler = new Resampler(interval, PIECE, fromStepMs, 0, fromMs);
  let dropped = 0;
  for await (const page of pages) {
    for (let at = 0; at < page.length; at += PIECE) {
      const piece = sliceColumns(page, at, Math.min(at + PIECE, page.length));
      resampler.catchUp({ columns: piece, stepMs: fromStepMs, dropped }, piece.length, piece.openTimeMs[piece.length - 1]! + fromStepMs);
      dropped += piece.length;
      if (resampler.length > 0) yield taken(resampler);
    }
  }
  resampler.catchUp({ columns: allocateColumns(0), stepMs: fromStepMs, dropped }, 0, endMs);
  if (resampler.length > 0) yield taken(resampler);
}

/** What is finished; its place is used again. */
function taken(resampler: Resampler): CandleColumns {
  const page = { length: resampler.length, ...resampler.columns };
  resampler.length = 0;
  return page;
}
