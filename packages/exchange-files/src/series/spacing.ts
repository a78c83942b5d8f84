import { INTERVALS, InputError, intervalMs, SourceError, type Interval } from '@tradewright/core';
import type { CandleFile } from '../file/candle-file.ts';

/** Share of the spacings that must fit: a gap fits, a broken row does not. */
const NEARLY_ALL = 0.9;
/** From this many spacings on a file says reliably what its interval is. */
const MANY = 30;

/** The longest interval of which nearly all distances between rows are multiples; undefined when none fits. */
export function intervalOf(spacings: Float64Array): Interval | undefined {
  const fits = (interval: Interval): boolean => spacings.filter((spacing) => spacing % intervalMs(interval) === 0).length >= spacings.length * NEARLY_ALL;
  return spacings.length === 0 ? '1m' : INTERVALS.toReversed().find(fits);
}

/**
 * The interval of the rows of all files together, `1m` where there are not even two rows.
 *
 * @throws {SourceError} `files/interval`, when no known interval fits
 * @throws {InputError} `files/mixed-intervals`
 */
export function commonInterval(files: readonly CandleFile[]): Interval {
  const spaced = files.filter(({ spacings }) => spacings.length > 0);
  if (spaced.length === 0) return '1m';
  const file = spaced.reduce((best, next) => (best.spacings.length < MANY && next.spacings.length > best.spacings.length ? next : best));
  const { spacings } = file;
  const interval = intervalOf(spacings);
  if (interval === undefined) {
    throw new SourceError('files/interval', `${file.label}: the rows are ${spacings[0]! / 1000} s apart, which is none of ${INTERVALS.join(' ')}. Say which is meant with interval.`);
  }
  const other = spaced.find((one) => one.spacings.length >= MANY && intervalOf(one.spacings) !== interval);
  if (other !== undefined) {
    throw new InputError('files/mixed-intervals', `${other.label} holds ${intervalOf(other.spacings) ?? 'other'} candles and ${file.label} holds ${interval} candles. Name files of one interval.`);
  }
  return interval;
}
