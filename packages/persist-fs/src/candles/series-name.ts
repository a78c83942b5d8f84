import type { SeriesKey } from '@tradewright/core';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { noDevice, percent } from '../file/percent.ts';

/** Leaves room for what others append to a name of 255 bytes. */
const LONGEST = 100;
const READABLE = 40;
/** Lower case, and what would be a file of an exchange where case is ignored. */
const UNUSUAL_SYMBOL = /[a-z]|^(?:LOCK|HOLDER\.JSON|INSTRUMENTS\.LINE)$/;

/** Where a series lives below the directory of the store. */
export function seriesPath({ exchange, symbol, interval }: SeriesKey): string {
  return join(exchangeName(exchange), symbolName(symbol), interval);
}

/** Exchanges are commonly written in lower case: those have plain names. */
export function exchangeName(exchange: string): string {
  return folderOf(exchange, /[A-Z]/);
}

/** Symbols are commonly written in upper case: those have plain names. */
export function symbolName(symbol: string): string {
  return folderOf(symbol, UNUSUAL_SYMBOL);
}

/**
 * A name for a folder that no other text has, also where the file system ignores case or normalises Unicode: plain
 * ASCII text in the common case with `%2F` for `/` and so on, or else a readable beginning, `~` and a digest.
 *
 * @param unusual - letters of the other case
 */
function folderOf(text: string, unusual: RegExp): string {
  const name = noDevice(text.replaceAll(/[^\w.-]|^\.|\.$/gu, percent));
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\x00-\x7f]*$/.test(text) && !unusual.test(text) && name.length <= LONGEST) return name;
  const readable = text.slice(0, READABLE).replaceAll(/[^\w-]/gu, '_');
  // JSON keeps apart what UTF-8 cannot tell: half surrogate pairs.
  return `${readable}~${createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 32)}`;
}
