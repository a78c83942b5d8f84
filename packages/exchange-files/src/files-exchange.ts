import { instrument, sourceExchange, type Instrument, type SourceExchange } from '@tradewright/core';
import { FilesSource } from './files-source.ts';
import type { FilesOptions } from './options.ts';

/** What an exchange accepts for a symbol: the steps of prices and quantities, and the least value of an order. */
export interface InstrumentLimits {
  readonly tickSize: number;
  readonly lotSize: number;
  readonly minNotional?: number;
}

export interface FilesExchangeOptions extends FilesOptions {
  readonly exchangeName: string;
  readonly note?: string;
  /** Steps by symbol. Default: as many decimals as the first rows of the symbol's first file show. */
  readonly instruments?: Readonly<Record<string, InstrumentLimits>>;
}

/** An exchange over files. */
export interface FilesExchange extends SourceExchange {
  readonly source: FilesSource;
}

/**
 * An exchange whose candles come from files, ready for `addExchange`.
 *
 * @throws {InputError} `files/options`, `instrument/invalid`
 */
export function filesExchange({ exchangeName, note, instruments, ...options }: FilesExchangeOptions): FilesExchange {
  const source = new FilesSource(options);
  const given = new Map(Object.entries(instruments ?? {}).map(([symbol, limits]) => [symbol, instrument(symbol, limits)]));
  const instrumentOf = async (symbol: string): Promise<Instrument> => given.get(symbol) ?? derived(symbol, source);
  return { ...sourceExchange({ exchangeName, note, source, instrumentOf }), source };
}

async function derived(symbol: string, source: FilesSource): Promise<Instrument> {
  const { priceDecimals, quantityDecimals } = await source.precision(symbol);
  return instrument(symbol, { tickSize: Number(`1e-${priceDecimals}`), lotSize: Number(`1e-${quantityDecimals}`) });
}
