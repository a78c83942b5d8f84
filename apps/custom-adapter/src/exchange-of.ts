import { sourceExchange, type CandleSource, type Instrument, type SourceExchange } from '@tradewright/core';

/** A source that also knows the steps of prices and quantities: all that an exchange needs. */
export interface MarketSource extends CandleSource {
  instrument(symbol: string): Instrument | Promise<Instrument>;
}

/** What `addExchange` takes: any of the sources beside this file, under a name of your own. */
export function exchangeOf(exchangeName: string, source: MarketSource): SourceExchange {
  return sourceExchange({ exchangeName, source, instrumentOf: (symbol) => source.instrument(symbol) });
}
