import { instrument, sourceExchange, type SourceExchange } from '@tradewright/core';
import type { SyntheticOptions } from './options.ts';
import { syntheticSource, type SyntheticSource } from './synthetic-source.ts';

export interface SyntheticExchangeOptions extends SyntheticOptions {
  /** Default `synthetic`. */
  readonly exchangeName?: string;
}

/**
 * An exchange of synthetic candles, ready for `addExchange` and labelled as synthetic.
 *
 * @throws {InputError} `synthetic/options`
 */
export function syntheticExchange({ exchangeName = 'synthetic', ...options }: SyntheticExchangeOptions): SourceExchange & { readonly source: SyntheticSource } {
  const source = syntheticSource(options);
  const { tickSize, lotSize } = source.terms;
  const note = `${source.name}: generated candles, not market data`;
  return { ...sourceExchange({ exchangeName, note, source, instrumentOf: (symbol) => instrument(symbol, { tickSize, lotSize }) }), source };
}
