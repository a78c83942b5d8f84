import type { TimestampMs } from '@tradewright/core';

/** What PostgreSQL counts its microseconds from: 2000-01-01. */
const EPOCH_MS = 946_684_800_000;
const HIGH = 2 ** 32;

/** The first bytes of a binary COPY: signature, flags, length of the extension. */
export const HEADER: Buffer = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** In place of a number of fields: there are no more rows. */
export const END = -1;

/** Of a timestamptz or float8, without the four bytes that say so. */
export const NUMBER_BYTES = 8;

/** A timestamptz as PostgreSQL sends it. Microseconds in a number would be exact for 285 years only. */
export function writeTime(view: DataView, at: number, timeMs: TimestampMs): void {
  const sinceMs = timeMs - EPOCH_MS;
  const high = Math.floor(sinceMs / HIGH);
  const low = (sinceMs - high * HIGH) * 1000;
  const carry = Math.floor(low / HIGH);
  view.setInt32(at, high * 1000 + carry);
  view.setUint32(at + 4, low - carry * HIGH);
}

/** NaN for what is no whole millisecond. */
export function readTime(view: DataView, at: number): TimestampMs {
  const high = view.getInt32(at);
  const thousands = Math.floor(high / 1000);
  const rest = (high - thousands * 1000) * HIGH + view.getUint32(at + 4);
  const low = Math.floor(rest / 1000);
  return low * 1000 === rest ? thousands * HIGH + low + EPOCH_MS : Number.NaN;
}
