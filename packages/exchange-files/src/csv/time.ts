import type { TimestampMs } from '@tradewright/core';
import type { TimeUnit } from '../options.ts';
import { ZERO } from './bytes.ts';
import { decimal } from './decimal.ts';

/** Beyond this (year 5138) a "time" is a mistake of units. */
export const LAST_TIME_MS = 1e14;

/** Milliseconds from a time written as a number; `NaN` where the unit is no unit of numbers. */
export function scaledTime(value: number, unit: TimeUnit): TimestampMs {
  if (unit === 'ms') return value;
  if (unit === 's') return value * 1000;
  return unit === 'us' ? value / 1000 : NaN;
}

/** The time a text stands for, or `NaN`. */
export function timeOf(text: string, unit: TimeUnit): TimestampMs {
  if (unit !== 'iso') return scaledTime(decimal(text), unit);
  const bytes = Buffer.from(text.trim(), 'latin1');
  return isoTime(bytes, 0, bytes.length);
}

/** The unit that makes a plausible date of a time, or undefined. */
export function timeUnitOf(text: string): TimeUnit | undefined {
  const value = decimal(text);
  if (Number.isNaN(value)) return Number.isNaN(timeOf(text, 'iso')) ? undefined : 'iso';
  if (value < 1e8 || value >= 1e17) return undefined;
  if (value < 1e11) return 's';
  return value < 1e14 ? 'ms' : 'us';
}

/**
 * The time written in bytes as ISO 8601: a date, then perhaps a time after `T` or a space, seconds, a fraction and a
 * zone. Dates may also be written 2023/03/01 or 2023.03.01. Without a zone it is UTC. `NaN` for anything else.
 */
export function isoTime(bytes: Uint8Array, from: number, to: number): TimestampMs {
  const separator = bytes[from + 4]!;
  if (to - from < 10 || bytes[from + 7] !== separator || (separator !== DASH && separator !== SLASH && separator !== DOT)) return NaN;
  const year = pair(bytes, from) * 100 + pair(bytes, from + 2);
  const month = pair(bytes, from + 5);
  const day = pair(bytes, from + 8);
  const midnight = Date.UTC(year, month - 1, day);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31) || new Date(midnight).getUTCDate() !== day) return NaN;
  return to - from === 10 ? midnight : midnight + dayTime(bytes, from + 10, to);
}

const DASH = 45;
const SLASH = 47;
const DOT = 46;
const COLON = 58;
const PLUS = 43;
const SPACE = 32;

/** Two digits as a number, or `NaN`. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** `T14:30:00.250+02:00` after the date, in milliseconds. */
function dayTime(bytes: Uint8Array, from: number, to: number): number {
  const mark = bytes[from]! | 32;
  const hours = pair(bytes, from + 1);
  const minutes = pair(bytes, from + 4);
  if ((mark !== 116 && mark !== SPACE) || to - from < 6 || bytes[from + 3] !== COLON || !(hours < 24 && minutes < 60)) return NaN;
  let at = from + 6;
  let ms = (hours * 60 + minutes) * 60_000;
  if (at < to && bytes[at] === COLON) {
    const seconds = to - at >= 3 ? pair(bytes, at + 1) : NaN;
    if (!(seconds < 60)) return NaN;
    ms += seconds * 1000;
    at += 3;
    if (at < to && bytes[at] === DOT) {
      let unit = 100;
      for (at++; at < to && isDigit(bytes[at]); at++, unit /= 10) ms += (bytes[at]! - ZERO) * unit;
    }
  }
  return ms - zone(bytes, at, to);
}

/** The zone at the end in milliseconds east of UTC. */
function zone(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] === SPACE) at++;
  if (at === to) return 0;
  const first = bytes[at]!;
  const rest = to - at;
  if (rest === 1 && (first | 32) === 122) return 0;
  if (rest === 3 && (first | 32) === 117 && (bytes[at + 1]! | 32) === 116 && (bytes[at + 2]! | 32) === 99) return 0;
  if (first !== PLUS && first !== DASH) return NaN;
  const colon = bytes[at + 3] === COLON ? 1 : 0;
  const hours = pair(bytes, at + 1);
  const minutes = rest === 3 ? 0 : pair(bytes, at + 3 + colon);
  if (!(hours < 24 && minutes < 60) || (rest !== 3 && rest !== 5 + colon)) return NaN;
  return (hours * 60 + minutes) * 60_000 * (first === PLUS ? 1 : -1);
}
