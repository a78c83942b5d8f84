import { InputError, type CandleSource, type CancelSignal, type Clock, type Instrument, type TimestampMs } from '@tradewright/core';
import { ccxtExchange, type CcxtExchange } from '@tradewright/exchange-ccxt';
import { exchangeNameOf, type ExchangeChoice, type Patience } from './options.ts';

/** An exchange that is asked over the network. Nothing is loaded or asked before the first question. */
export interface OpenedExchange {
  /** What its candles are kept under. */
  readonly name: string;
  readonly source: CandleSource;
  /** Undefined where prices or quantities have no steps: some exchanges count significant digits. @throws {InputError} `ccxt/symbol`; {SourceError} */
  instrument(symbol: string): Promise<Instrument | undefined>;
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
  const { source, instrument, nowMs } = schema.market;
  return {
    name,
    source,
    instrument: (symbol) => instrument(symbol).catch(noSteps),
    nowMs,
    schema,
    close: () => schema.close(),
  };
}

function noSteps(error: unknown): undefined {
  if (!(error instanceof InputError && error.code === 'ccxt/no-steps')) throw error;
}
