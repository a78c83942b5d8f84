import { alignDown, DAY_MS, intervalMs, type CancelSignal, type CandleColumns, type TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from '../connection.ts';
import { longestOf } from '../market/timeframes.ts';
import { isCancelled } from '../wire/cancelled.ts';
import type { Limits } from './limits.ts';
import type { PageQuestion, Pages } from './pages.ts';

/**
 * Where to go on behind an empty answer. Longer candles tell over which time nothing was traded at all; without them
 * an exchange that answers by spans would be asked thousands of times for the years before a market was listed.
 */
export async function untilNext(connection: CcxtConnection, pages: Pages, limits: Limits, asked: PageQuestion, endMs: TimestampMs, cancel: CancelSignal | undefined): Promise<TimestampMs> {
  const { series, sinceMs, limit, nowMs } = asked;
  const askedUntilMs = sinceMs + limit * series.stepMs;
  const { instance } = await connection.open(cancel);
  const interval = longestOf(instance.timeframes, series.stepMs);
  if (askedUntilMs >= endMs || interval === undefined) return askedUntilMs;
  const stepMs = intervalMs(interval);
  const long = { market: series.market, interval, stepMs };
  // The one in the making counts as well, and so does one that began the day before: days begin where an exchange likes.
  const question = { series: long, sinceMs: alignDown(sinceMs, stepMs) - stepMs, limit: limits.of(long, instance), nowMs: nowMs + stepMs, anyGrid: true };
  try {
    const found = firstBehind(await pages.ask(question, cancel), sinceMs - stepMs) ?? firstBehind(await pages.ask(question, cancel), sinceMs - stepMs);
    return Math.max(askedUntilMs, found === undefined ? question.sinceMs + question.limit * stepMs : found - Math.min(stepMs, DAY_MS));
  } catch (error) {
    // It was only to go faster.
    if (isCancelled(error)) throw error;
    return askedUntilMs;
  }
}

function firstBehind({ openTimeMs, length }: CandleColumns, atMs: TimestampMs): TimestampMs | undefined {
  return openTimeMs.subarray(0, length).find((openMs) => openMs > atMs);
}
