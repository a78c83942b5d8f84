import type { Candle } from '../../market/candle.ts';
import { candleAt, joinColumns, type CandleColumns } from '../../market/columns.ts';
import { intervalMs } from '../../market/interval.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleDifference, CandleStore, SeriesKey, Span } from '../../ports/candle-store.ts';

/** All that is stored in a span, in columns of its own. */
export async function storedColumns(store: CandleStore, key: SeriesKey, span: Span): Promise<CandleColumns> {
  const pages: CandleColumns[] = [];
  for await (const page of store.candles(key, span)) pages.push(joinColumns([page]));
  return joinColumns(pages);
}

/** The spans of slots in a covered span for which no candle is stored. */
export async function holesOf(store: CandleStore, key: SeriesKey, covered: Span, cancel: CancelSignal | undefined): Promise<Span[]> {
  const holes: Span[] = [];
  let nextMs = covered.fromMs;
  for await (const { length, openTimeMs } of store.candles(key, covered, cancel)) {
    for (let row = 0; row < length; row++) {
      if (openTimeMs[row]! > nextMs) holes.push({ fromMs: nextMs, toMs: openTimeMs[row]! });
      nextMs = openTimeMs[row]! + intervalMs(key.interval);
    }
  }
  // Cut short, it says nothing of the rest.
  if (cancel?.aborted !== true && nextMs < covered.toMs) holes.push({ fromMs: nextMs, toMs: covered.toMs });
  return holes;
}

/** How stored candles differ from what came, and how many came of which none is stored. */
export function compare(stored: CandleColumns, got: CandleColumns): { readonly differences: CandleDifference[]; readonly unknown: number } {
  const differences: CandleDifference[] = [];
  let unknown = 0;
  let at = 0;
  for (let row = 0; row < stored.length; row++) {
    for (; at < got.length && got.openTimeMs[at]! < stored.openTimeMs[row]!; at++) unknown++;
    const came = at < got.length && got.openTimeMs[at] === stored.openTimeMs[row] ? candleAt(got, at++) : null;
    const kept = candleAt(stored, row);
    if (came === null || !same(kept, came)) differences.push({ stored: kept, got: came });
  }
  return { differences, unknown: unknown + got.length - at };
}

function same(a: Candle, b: Candle): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;
}
