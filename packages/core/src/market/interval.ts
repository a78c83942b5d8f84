import { InputError } from '../error.ts';
import type { DurationMs, TimestampMs } from '../units.ts';

/** Every candle interval the engine knows, shortest first. */
export const INTERVALS = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d'] as const;

export type Interval = (typeof INTERVALS)[number];

const LENGTH_MS: Readonly<Record<Interval, DurationMs>> = {
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '8h': 28_800_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
  '3d': 259_200_000,
};

export function isInterval(value: unknown): value is Interval {
  return typeof value === 'string' && Object.hasOwn(LENGTH_MS, value);
}

/**
 * Length of an interval in milliseconds.
 *
 * @throws {InputError} `interval/unknown`
 */
export function intervalMs(interval: Interval): DurationMs {
  if (!isInterval(interval)) {
    throw new InputError('interval/unknown', `Unknown interval ${JSON.stringify(interval)}; use one of ${INTERVALS.join(' ')}.`);
  }
  return LENGTH_MS[interval];
}

/** The last multiple of the interval since the epoch (UTC) at or before `atMs`. */
export function alignDown(atMs: TimestampMs, stepMs: DurationMs): TimestampMs {
  return Math.floor(atMs / stepMs) * stepMs;
}

/** The first multiple of the interval since the epoch (UTC) at or after `atMs`. */
export function alignUp(atMs: TimestampMs, stepMs: DurationMs): TimestampMs {
  return Math.ceil(atMs / stepMs) * stepMs;
}
