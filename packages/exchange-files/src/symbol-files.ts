import { InputError } from '@tradewright/core';
import type { Files, FilesOptions } from './options.ts';

/** Which files belong to which symbol. */
export interface SymbolFiles {
  /** For the name of the source. */
  readonly title: string;
  /** @throws {InputError} `files/unknown-symbol` */
  of(symbol: string): Files;
}

/** @throws {InputError} `files/options` */
export function symbolFiles({ candles, symbol: only }: Pick<FilesOptions, 'candles' | 'symbol'>): SymbolFiles {
  if (typeof candles === 'function') {
    return { title: only ?? 'by symbol', of: (symbol) => candles(symbol) ?? unknown(symbol, 'the function given as candles names no files for it') };
  }
  if (typeof candles !== 'string' && !isList(candles)) return fromMap(candles);
  if (only === undefined) {
    throw new InputError('files/options', 'candles is one set of files: say whose they are with symbol, or give files by symbol ({ BTCUSDT: "…" }).');
  }
  return { title: only, of: (symbol) => (symbol === only ? candles : unknown(symbol, `known is ${only}`)) };
}

function fromMap(candles: Readonly<Record<string, Files>>): SymbolFiles {
  const known = Object.keys(candles);
  const list = known.length === 0 ? 'no symbol is known' : `known: ${known.join(', ')}`;
  return { title: known.join(', '), of: (symbol) => (Object.hasOwn(candles, symbol) ? candles[symbol]! : unknown(symbol, list)) };
}

function isList(candles: readonly string[] | Readonly<Record<string, Files>>): candles is readonly string[] {
  return Array.isArray(candles);
}

function unknown(symbol: string, why: string): never {
  throw new InputError('files/unknown-symbol', `there are no candle files for ${JSON.stringify(symbol)}; ${why}.`);
}
