import { alignUp, intervalMs, type Interval, type Span, type TimestampMs } from '@tradewright/core';

const HOUR_MS = 3_600_000;
/** The latest instant that has a date. */
const LAST_MS = 8.64e15;

/** A part of the calendar, in UTC: the candles that open in it share a file. */
export interface Part extends Span {
  /** `2023-08`, or `2023` where candles are an hour long or longer. */
  readonly name: string;
}

/** The part in which a candle opens. Its bounds are open times, also of candles that reach over the end of a year. */
export function partOf(openTimeMs: TimestampMs, interval: Interval): Part {
  const stepMs = intervalMs(interval);
  const date = new Date(openTimeMs);
  const year = date.getUTCFullYear();
  const bounds = (beginsMs: number, endsMs: number): Span => ({
    fromMs: alignUp(beginsMs, stepMs),
    toMs: Number.isNaN(endsMs) ? LAST_MS + stepMs : alignUp(endsMs, stepMs),
  });
  const name = String(year).padStart(4, '0');
  if (stepMs >= HOUR_MS) return { name, ...bounds(Date.UTC(year, 0), Date.UTC(year + 1, 0)) };
  const month = date.getUTCMonth();
  return { name: `${name}-${String(month + 1).padStart(2, '0')}`, ...bounds(Date.UTC(year, month), Date.UTC(year, month + 1)) };
}
