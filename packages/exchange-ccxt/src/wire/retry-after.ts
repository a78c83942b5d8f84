import { DAY_MS, type DurationMs, type TimestampMs } from '@tradewright/core';

/** A year: whatever is longer is a mistake, and would be no date any more. */
const LONGEST_MS = 366 * DAY_MS;

/** How long to stay away by a `Retry-After` header: seconds, or an instant by the sender's own clock. `undefined` for what is neither. */
export function retryAfterMs(header: string | undefined, sentAtMs: TimestampMs): DurationMs | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
  const untilMs = Date.parse(text);
  return Number.isNaN(untilMs) ? undefined : Math.min(Math.max(0, untilMs - sentAtMs), LONGEST_MS);
}
