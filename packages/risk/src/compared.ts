import { DAY_MS, MINUTE_MS, type DurationMs, type TimestampMs } from '@tradewright/core';

const MOST_DECIMALS = 15;

export type Sign = '>' | '≥' | '<';

/**
 * A measured value against its limit, as every reason shows it: `52 % > 50 %`. It has one decimal, or as many as it takes
 * to tell the two apart.
 *
 * @param unit - `%` for shares of one
 */
export function compared(value: number, sign: Sign, limit: number, unit: '%' | '' = ''): string {
  const [factor, suffix] = unit === '%' ? [100, ' %'] : [1, ''];
  // Twelve digits: 0.07 × 100 is 7.000000000000001.
  const limitText = String(Number((limit * factor).toPrecision(12)));
  // A sum over an open position that was stored without its quantity, or a price that is none.
  if (!Number.isFinite(value)) return `is not known, limit ${limitText}${suffix}`;
  const leastDecimals = Math.max(1, limitText.split('.')[1]?.length ?? 0);
  for (let decimals = leastDecimals; decimals <= MOST_DECIMALS; decimals++) {
    const valueText = String(Number((value * factor).toFixed(decimals)));
    if (valueText !== limitText || sign === '≥') return `${valueText}${suffix} ${sign} ${limitText}${suffix}`;
  }
  return `a trace ${sign} ${limitText}${suffix}`;
}

const UNITS: readonly (readonly [DurationMs, string])[] = [[DAY_MS, 'd'], [60 * MINUTE_MS, 'h'], [MINUTE_MS, 'min'], [1000, 's']];

/** `90 min`, `2 h`, `1 d`: in the longest unit that divides it. */
export function lengthText(lengthMs: DurationMs): string {
  for (const [unitMs, unit] of UNITS) if (lengthMs % unitMs === 0) return `${lengthMs / unitMs} ${unit}`;
  return `${lengthMs} ms`;
}

const LAST_MS = 8.64e15;

/** An instant in UTC. */
export function instantText(atMs: TimestampMs): string {
  return Math.abs(atMs) <= LAST_MS ? new Date(atMs).toISOString() : String(atMs);
}
