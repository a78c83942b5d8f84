import type { CandleSource, CancelSignal, Clock, Instrument, TimestampMs } from '@tradewright/core';
import { ccxtExchange, type CcxtExchange } from '@tradewright/exchange-ccxt';
import { exchangeNameOf, type ExchangeChoice, type Patience } from './options.ts';

/** An exchange that is asked over the network. Nothing is loaded or asked before the first question. */
export interface OpenedExchange {
  /** What its candles are kept under. */
  readonly name: string;
  readonly source: CandleSource;
  /** @throws {InputError} `ccxt/symbol`, `ccxt/no-steps`; {SourceError} */
  instrument(symbol: string): Promise<Instrument>;
  /** Now, by the exchange's own clock and never ahead of it. @throws {SourceError} */
  nowMs(cancel?: CancelSignal): Promise<TimestampMs>;
  /** For `addExchange`. */
  readonly schema: CcxtExchange;
  close(): Promise<void>;
}

export interface OpenExchangeOptions extends Patience {
  /** Hears what is worth knowing and no failure: bans that are waited for, clocks that differ. */
  readonly onNotice?: (message: string) => void;
  /** What pauses and live candles go by. Default: the time of the system. */
  readonly clock?: Clock;
}

/** What the sources of ccxt know besides candles. */
type ServerTime = Pick<OpenedExchange, 'nowMs'>;

/** @throws {InputError} `ccxt/options` */
export function openExchange(choice: ExchangeChoice, { onNotice, ...patience }: OpenExchangeOptions = {}): OpenedExchange {
  const name = exchangeNameOf(choice);
  const schema = ccxtExchange(choice.id, {
    exchangeName: name,
    // `BTCUSDT` names a spot market and a future on many of them; who means the future writes `BTC/USDT:USDT`.
    preferType: 'spot',
    ...patience,
    ...(choice.url === undefined ? {} : { baseUrl: choice.url }),
    ...(onNotice === undefined ? {} : { onNotice: ({ message }) => onNotice(message) }),
  });
  const { source, instrument }: { readonly source: CandleSource & Partial<ServerTime> } & Pick<OpenedExchange, 'instrument'> = schema.market;
  return {
    name,
    source,
    instrument,
    // Without a clock of its own the machine's has to do.
    nowMs: async (cancel) => (await source.nowMs?.(cancel)) ?? Date.now(),
    schema,
    close: () => schema.close(),
  };
}
