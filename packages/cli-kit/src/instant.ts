import { MINUTE_MS, type TimestampMs } from '@tradewright/core';
import { usageFailure } from './failure.ts';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * An instant as ISO 8601. UTC where no zone is given; a date alone is its midnight.
 *
 * @throws {Failure} wrong usage
 */
export function instantOf(text: string, option: string): TimestampMs {
  const [, date, time = '00:00', zone = 'Z'] = ISO.exec(text.trim()) ?? [];
  const ms = date === undefined ? Number.NaN : Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  // Some engines take the 30th of February for the 2nd of March.
  const isCalendarDay = date !== undefined && new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) === true;
  if (!Number.isFinite(ms) || !isCalendarDay) {
    throw usageFailure(`${option} needs an instant such as 2023-08-01 or 2023-08-01T12:30Z, not "${text}".`);
  }
  if (ms % MINUTE_MS !== 0) throw usageFailure(`${option} must be a whole minute, not "${text}".`);
  return ms;
}

/** An instant to read: UTC, without seconds where there are none. */
export function shownInstant(ms: TimestampMs): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 10)} ${ms % MINUTE_MS === 0 ? iso.slice(11, 16) : iso.slice(11, 23)} UTC`;
}

/** An instant as an option takes it. */
export function instantOption(ms: TimestampMs): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
