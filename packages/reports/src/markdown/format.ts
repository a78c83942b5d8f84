import { DAY_MS, MINUTE_MS, type Price, type TimestampMs } from '@tradewright/core';

/** What stands where there is no value. */
export const NONE = 'N/A';

type Maybe = number | null | undefined;

/** A number with a fixed count of decimals; `-0.00` is written `0.00`. */
export function fixed(value: Maybe, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/** Percent given as percent: `1.2` is `1.20%`. */
export function percent(value: Maybe, decimals: number = 2): string {
  return suffixed(fixed(value, decimals), '%');
}

/** Percent with its sign: `+1.20%`, `-0.50%`, `0.00%`. */
export function signedPercent(value: Maybe, decimals: number = 2): string {
  const text = percent(value, decimals);
  return text !== NONE && Number.parseFloat(text) > 0 ? `+${text}` : text;
}

export function price(value: Price | null | undefined): string {
  return suffixed(fixed(value, 8), ' USD');
}

/** ISO 8601, UTC. */
export function instant(atMs: TimestampMs | null): string {
  if (atMs === null) return NONE;
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? NONE : date.toISOString();
}

/** Whole minutes between two instants. */
export function minutesBetween(fromMs: TimestampMs, toMs: TimestampMs): string {
  return fixed((toMs - fromMs) / MINUTE_MS, 0);
}

/** A length of time in days. */
export function days(lengthMs: number | null): string {
  return suffixed(fixed(lengthMs === null ? null : lengthMs / DAY_MS, 1), ' days');
}

/** A count as text; not grouped, so that it can be searched for. */
export function whole(value: Maybe): string {
  return fixed(value, 0);
}

function suffixed(text: string, suffix: string): string {
  return text === NONE ? NONE : text + suffix;
}
