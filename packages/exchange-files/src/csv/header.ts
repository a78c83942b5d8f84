import { SourceError } from '@tradewright/core';
import { COLUMN_NAMES, type ColumnName, type CsvOptions } from '../options.ts';

/** Where each column stands in a row, from 0. */
export type Positions = Readonly<Record<ColumnName, number>>;

/** Names seen in the wild, without case and punctuation; the first that is there wins. */
const ALIASES: Readonly<Record<ColumnName, readonly string[]>> = {
  time: ['opentime', 'opentimems', 'timestamp', 'timestampms', 'unix', 'unixtime', 'time', 'datetime', 'date', 'ts', 't', 'start', 'starttime', 'timeperiodstart', 'gmttime', 'utc', 'gmt'],
  open: ['open', 'o', 'openprice', 'priceopen', 'first'],
  high: ['high', 'h', 'highprice', 'pricehigh', 'max'],
  low: ['low', 'l', 'lowprice', 'pricelow', 'min'],
  close: ['close', 'c', 'closeprice', 'priceclose', 'last'],
  volume: ['volume', 'vol', 'v', 'basevolume', 'volumebase', 'volumetraded', 'tickvolume', 'tickvol'],
};

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Positions of the columns from a header, or in their usual order where there is none.
 *
 * @throws {SourceError} `files/columns`, when one cannot be found
 */
export function positionsOf(where: string, header: readonly string[] | undefined, width: number, options: CsvOptions): Positions {
  const found = COLUMN_NAMES.map((name, i) => [name, position(name, header, options) ?? (header === undefined ? i : -1)] as const);
  const missing = found.filter(([, at]) => !Number.isInteger(at) || at < 0 || at >= width).map(([name]) => name);
  if (missing.length > 0) {
    const seen = header === undefined ? `rows of ${width} columns` : `the header ${header.slice(0, 20).map((name) => JSON.stringify(name.slice(0, 40))).join(', ')}`;
    throw new SourceError('files/columns', `${where}: found no column for ${missing.join(', ')} in ${seen}. Say where they stand, for example columns: { ${missing[0]}: 5 }.`);
  }
  return Object.fromEntries(found) as Positions;
}

function position(name: ColumnName, header: readonly string[] | undefined, { columns }: CsvOptions): number | undefined {
  const given = columns?.[name];
  if (typeof given === 'number') return given;
  if (header === undefined) return undefined;
  const names = header.map(plain);
  if (given !== undefined) return names.indexOf(plain(given));
  const alias = ALIASES[name].find((candidate) => names.includes(candidate));
  if (alias !== undefined) return names.indexOf(alias);
  return name === 'volume' ? names.findIndex((candidate) => candidate.startsWith('volume')) : -1;
}
