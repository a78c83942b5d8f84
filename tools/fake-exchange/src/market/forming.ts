import type { Candle, TimestampMs } from '@tradewright/core';

const MINUTE_MS = 60_000;

/**
 * What a minute looks like before it has closed: the price is on its way from open to close, the low and the high come
 * after a quarter and a half of the minute. It differs from the closed candle, so that whoever mistakes it is found out.
 */
export function formingMinute(minute: Candle, nowMs: TimestampMs): Candle {
  const part = Math.min(1, Math.max(0, (nowMs - minute.openTimeMs) / MINUTE_MS));
  if (part === 1) return minute;
  const { openTimeMs, open } = minute;
  const close = Number((open + (minute.close - open) * part).toFixed(8));
  return {
    openTimeMs,
    open,
    high: part >= 0.5 ? minute.high : Math.max(open, close),
    low: part >= 0.25 ? minute.low : Math.min(open, close),
    close,
    volume: Number((minute.volume * part).toFixed(8)),
  };
}
