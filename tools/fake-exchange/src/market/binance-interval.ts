import { INTERVALS, alignDown, intervalMs, isInterval, type Interval, type TimestampMs } from '@tradewright/core';

/** Every interval that is answered. Binance has `1s` too, which cannot be made of minutes. */
export type BinanceInterval = Interval | '1w' | '1M';

export const BINANCE_INTERVALS: readonly BinanceInterval[] = [...INTERVALS, '1w', '1M'];

const WEEK_MS = 604_800_000;
/** The epoch was a Thursday; weeks begin on Monday. */
const FIRST_MONDAY_MS = 345_600_000;

export function isBinanceInterval(value: unknown): value is BinanceInterval {
  return isInterval(value) || value === '1w' || value === '1M';
}

/** When the candle that holds an instant began. */
export function openOf(interval: BinanceInterval, atMs: TimestampMs): TimestampMs {
  if (interval === '1w') return alignDown(atMs - FIRST_MONDAY_MS, WEEK_MS) + FIRST_MONDAY_MS;
  if (interval === '1M') {
    const at = new Date(atMs);
    return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
  }
  return alignDown(atMs, intervalMs(interval));
}

/** When a candle ends that began at `openMs`. */
export function endOf(interval: BinanceInterval, openMs: TimestampMs): TimestampMs {
  if (interval === '1w') return openMs + WEEK_MS;
  if (interval === '1M') {
    const open = new Date(openMs);
    return Date.UTC(open.getUTCFullYear(), open.getUTCMonth() + 1, 1);
  }
  return openMs + intervalMs(interval);
}
