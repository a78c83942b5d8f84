import { CandleCheck, CandleError, columnsOf, intervalMs, SourceError, type CancelSignal, type Candle, type CandleColumns, type CandleRange, type CandleSource, type Clock, type Interval } from '@tradewright/core';
import { toError } from './to-error.ts';
import type { CandleInterval, ICandleData, IExchangeSchema } from './types.ts';

/** Candles that one request may ask for, unless the exchange says otherwise (decision 8). */
const CANDLES_PER_REQUEST = 1000;

export interface ExchangeSourceParts {
  readonly exchange: IExchangeSchema;
  readonly clock: Clock;
  /** Attempts after a failed one, and the pause before each. */
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly check: { readonly anomalyFactor: number; readonly minForMedian: number };
  /** Hears of a range that could not be had; the run goes on as over a gap. */
  readonly onError: (error: Error) => void;
}

/** A source over the `getCandles` of a user's exchange: large pages, each asked for once, judged, and retried when broken. */
export class ExchangeSource implements CandleSource {
  readonly name: string;
  readonly #parts: ExchangeSourceParts;
  readonly pageSize: number;

  constructor(parts: ExchangeSourceParts) {
    this.name = parts.exchange.exchangeName;
    this.#parts = parts;
    this.pageSize = parts.exchange.maxCandlesPerRequest ?? CANDLES_PER_REQUEST;
  }

  async *candles({ symbol, interval, fromMs, toMs, cancel }: CandleRange): AsyncGenerator<CandleColumns> {
    const stepMs = intervalMs(interval);
    for (let pageMs = Math.ceil(fromMs / stepMs) * stepMs; pageMs < toMs && cancel?.aborted !== true; ) {
      const limit = Math.min(this.pageSize, Math.ceil((toMs - pageMs) / stepMs));
      const candles = await this.page(symbol, interval, pageMs, limit, cancel);
      pageMs += limit * stepMs;
      if (candles.length > 0) yield columnsOf(candles);
    }
  }

  /** One page; empty, and told to `onError`, where every attempt failed. */
  async page(symbol: string, interval: Interval, sinceMs: number, limit: number, cancel?: CancelSignal): Promise<Candle[]> {
    const { retries, retryDelayMs, clock, onError } = this.#parts;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#ask(symbol, interval, sinceMs, limit);
      } catch (cause) {
        if (cancel?.aborted === true) return [];
        if (attempt >= retries) {
          const error = toError(cause);
          onError(cause instanceof CandleError ? cause : new SourceError('exchange/candles', `${this.name}: getCandles ${symbol} ${interval} since ${new Date(sinceMs).toISOString()} failed: ${error.message}`, { cause, retryable: true }));
          return [];
        }
        await clock.sleep(retryDelayMs, cancel);
      }
    }
  }

  async #ask(symbol: string, interval: Interval, sinceMs: number, limit: number): Promise<Candle[]> {
    const { exchange } = this.#parts;
    const since = new Date(sinceMs);
    const answer = await exchange.getCandles(symbol, interval as CandleInterval, since, limit);
    if (!Array.isArray(answer)) throw new SourceError('exchange/answer', `${this.name}: getCandles must resolve to an array of candles, got ${String(answer)}`);
    const untilMs = sinceMs + limit * intervalMs(interval);
    const asked = answer.filter((candle) => !(candle?.timestamp < sinceMs || candle?.timestamp >= untilMs));
    const candles = this.#judged(asked, symbol, interval);
    exchange.callbacks?.onCandleData?.(symbol, interval as CandleInterval, since, limit, asked);
    return candles;
  }

  #judged(answer: readonly ICandleData[], symbol: string, interval: Interval): Candle[] {
    const candles = answer.map((candle): Candle => {
      if (typeof candle !== 'object' || candle === null) throw new SourceError('exchange/answer', `${this.name}: getCandles gave ${String(candle)} as a candle`);
      return { openTimeMs: candle.timestamp, open: candle.open, high: candle.high, low: candle.low, close: candle.close, volume: candle.volume };
    });
    const columns = columnsOf(candles);
    const check = new CandleCheck(intervalMs(interval), this.#parts.check);
    const row = check.accept(columns, 0, columns.length);
    if (row < columns.length) throw new CandleError(check.explain(columns, row), `${this.name} ${symbol} ${interval}`);
    return candles;
  }
}
