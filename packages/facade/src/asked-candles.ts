import { alignDown, columnsOf, intervalMs, vwapAt, type Candle, type TimestampMs, type VwapWindow } from '@tradewright/core';
import { dataOf, type MarketHistory } from './candle-history.ts';
import type { ExchangeSource } from './exchange-source.ts';
import type { CandleInterval, ICandleData } from './types.ts';

/** Candles for hooks without read-ahead: each question is one request to the exchange, with the very arguments (decision 8). */
export class AskedCandles implements MarketHistory {
  readonly readsAhead = false;
  readonly #source: ExchangeSource;
  readonly #vwap: VwapWindow;

  constructor(source: ExchangeSource, vwap: VwapWindow) {
    this.#source = source;
    this.#vwap = vwap;
  }

  async before(symbol: string, interval: CandleInterval, limit: number, nowMs: TimestampMs): Promise<ICandleData[]> {
    return (await this.#window(symbol, interval, limit, nowMs)).map(dataOf);
  }

  async until(symbol: string, interval: CandleInterval, fromMs: TimestampMs, toMs: TimestampMs): Promise<ICandleData[]> {
    return this.before(symbol, interval, Math.ceil((toMs - fromMs) / intervalMs(interval)), toMs);
  }

  async averagePrice(symbol: string, nowMs: TimestampMs): Promise<number> {
    const { count, intervalMs: windowMs } = this.#vwap;
    const minutes = (count * windowMs) / intervalMs('1m');
    const columns = columnsOf(await this.#window(symbol, '1m', minutes, alignDown(nowMs, windowMs)));
    return vwapAt(columns, columns.length, nowMs, intervalMs('1m'), this.#vwap);
  }

  /** The half-open window of `limit` steps that ends at the last step before or at `nowMs` (decision 4), in as many requests as it takes. */
  async #window(symbol: string, interval: CandleInterval, limit: number, nowMs: TimestampMs): Promise<Candle[]> {
    const stepMs = intervalMs(interval);
    const toMs = alignDown(nowMs, stepMs);
    const candles: (readonly Candle[])[] = [];
    for (let atMs = Math.max(0, toMs - limit * stepMs); atMs < toMs; ) {
      const page = Math.min(this.#source.pageSize, (toMs - atMs) / stepMs);
      candles.push(await this.#source.page(symbol, interval, atMs, page));
      atMs += page * stepMs;
    }
    return candles.flat();
  }
}
