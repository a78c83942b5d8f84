import { alignDown, type CancelSignal, type CandleColumns, type DurationMs, type Interval, type TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from '../connection.ts';
import type { CcxtMarket } from '../library/ccxt-shape.ts';
import { InFlight } from '../wire/in-flight.ts';
import { pageOf } from './page.ts';

/** Candles of one market and length, as the exchange has them. */
export interface Series {
  readonly market: CcxtMarket;
  readonly interval: Interval;
  readonly stepMs: DurationMs;
}

/** One request: so many candles from an instant on. */
export interface PageQuestion {
  readonly series: Series;
  readonly sinceMs: TimestampMs;
  readonly limit: number;
  /** The exchange's time, taken before it is asked. */
  readonly nowMs: TimestampMs;
  readonly anyGrid?: boolean;
}

/** Single requests, judged and put again until they are answered well; the same one asked by many at once is put once. */
export class Pages {
  readonly #connection: CcxtConnection;
  readonly #inFlight = new InFlight<CandleColumns>();

  constructor(connection: CcxtConnection) {
    this.#connection = connection;
  }

  /** @throws {SourceError | CandleError | InputError} what the last attempt failed with */
  ask({ series: { market, interval, stepMs }, sinceMs, limit, nowMs, anyGrid }: PageQuestion, cancel: CancelSignal | undefined): Promise<CandleColumns> {
    const name = `${this.#connection.id} ${market.symbol} ${interval}`;
    const what = `${limit} candles of ${market.symbol} ${interval} since ${new Date(sinceMs).toISOString()}`;
    return this.#inFlight.share(
      // What has closed is part of the question: who asks later may be told more.
      `${market.symbol} ${interval} ${sinceMs} ${limit} ${alignDown(nowMs, stepMs)} ${anyGrid === true}`,
      (end) => this.#connection.ask(what, async (instance) => pageOf(await instance.fetchOHLCV(market.symbol, interval, sinceMs, limit), { name, stepMs, sinceMs, closedByMs: nowMs, anyGrid }), end),
      cancel,
    );
  }
}
