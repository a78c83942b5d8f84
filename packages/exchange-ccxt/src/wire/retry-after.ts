import type { DurationMs, TimestampMs } from '@tradewright/core';

/** How long to stay away by a `Retry-After` header: seconds, or an instant by the sender's own clock. `undefined` for what is neither. */
export function retryAfterMs(header: string | undefined, sentAtMs: TimestampMs): DurationMs | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const untilMs = Date.parse(text);
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs - sentAtMs);
}
