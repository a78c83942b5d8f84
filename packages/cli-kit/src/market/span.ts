import { alignDown, alignUp, intervalMs, type CandleStore, type Interval, type SeriesKey, type Span, type TimestampMs } from '@tradewright/core';
import { shownInstant } from '../instant.ts';
import { plainText } from '../plain-text.ts';

/** The last instant a `Date` can hold. */
const LAST_MS = 8.64e15;

/** The span of whole candles that open in `[fromMs, toMs)`; `Infinity` has no end. */
export function spanWithin({ fromMs, toMs }: { readonly fromMs: TimestampMs; readonly toMs: TimestampMs }, interval: Interval): Span {
  const stepMs = intervalMs(interval);
  return { fromMs: alignUp(Math.max(0, fromMs), stepMs), toMs: toMs >= LAST_MS ? alignDown(LAST_MS, stepMs) : alignUp(toMs, stepMs) };
}

/** From the beginning of what is covered within a span to its end; undefined where nothing is. */
export async function coveredExtent(store: CandleStore, key: SeriesKey, within: Span): Promise<Span | undefined> {
  const covered = await store.covered(key, within);
  const [first, last] = [covered[0], covered.at(-1)];
  return first === undefined || last === undefined ? undefined : { fromMs: first.fromMs, toMs: last.toMs };
}

/** What a series is called to people; names come from users. */
export function seriesText({ exchange, symbol, interval }: SeriesKey): string {
  return plainText(`${exchange} ${symbol} ${interval}`);
}

export function spanText({ fromMs, toMs }: Span): string {
  return `${shownInstant(fromMs)} to ${shownInstant(toMs)}`;
}
