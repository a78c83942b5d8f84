import { globSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { InputError, type CandleColumns } from '@tradewright/core';
import { FilesSource } from '@tradewright/exchange-files';
import type { MarketOptions } from '../market/market-options.ts';
import { minutesOf } from '../market/minutes.ts';

/** A market whose candles are in memory. */
export type FileMarket = Omit<MarketOptions, 'candles'> & { readonly candles: CandleColumns };

/**
 * The markets that files tell of: symbols by their names, price and quantity steps by their rows.
 *
 * @throws {InputError} no file, no symbol, or what the files' reader finds
 */
export async function fileMarkets(globs: readonly string[], directory: string, symbol?: string): Promise<FileMarket[]> {
  const files = symbol === undefined ? bySymbol(globs.flatMap((glob) => pathsOf(glob, directory))) : { [symbol]: globs };
  const source = new FilesSource({ candles: files, directory, interval: '1m', cacheBytes: 0 });
  return Promise.all(Object.keys(files).map(async (name) => {
    const { priceDecimals, quantityDecimals } = await source.precision(name);
    const steps = { tickSize: Number(`1e-${priceDecimals}`), lotSize: Number(`1e-${quantityDecimals}`) };
    return { symbol: name, candles: await minutesOf({ symbol: name, candles: source }), ...steps };
  }));
}

function pathsOf(glob: string, directory: string): readonly string[] {
  const path = resolve(directory, glob);
  const paths = statSync(path, { throwIfNoEntry: false })?.isFile() === true ? [path] : globSync(glob, { cwd: directory }).map((name) => resolve(directory, name));
  if (paths.length === 0) throw new InputError('fake-exchange/candles', `${glob}: no file matches (looked in ${directory}). Check the pattern; quote it so that the shell leaves it alone.`);
  return paths;
}

function bySymbol(paths: readonly string[]): Record<string, string[]> {
  const files: Record<string, string[]> = {};
  for (const path of paths) {
    const [, symbol] = /^([A-Z0-9]{3,20})-/.exec(basename(path)) ?? [];
    if (symbol === undefined) throw new InputError('fake-exchange/candles', `${basename(path)} does not begin with a symbol, as in BTCUSDT-1m-2023.csv. Name it with --symbol.`);
    (files[symbol] ??= []).push(path);
  }
  return files;
}
