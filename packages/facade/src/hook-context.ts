import { InputError, intervalMs, isInterval, type StrategyContext } from '@tradewright/core';
import type { CandleHistory } from './candle-history.ts';
import type { CandleInterval, ICandleData, IExchangeSchema } from './types.ts';

/** What one hook call may know: the run it belongs to and its instant. Over when the hook's promise settles. */
export class HookContext {
  live = true;
  readonly mode = 'backtest';
  readonly exchange: IExchangeSchema;
  readonly #market: StrategyContext;
  readonly #history: CandleHistory;
  readonly #nowMs: number;

  constructor(exchange: IExchangeSchema, market: StrategyContext, history: CandleHistory) {
    this.exchange = exchange;
    this.#market = market;
    this.#history = history;
    this.#nowMs = market.nowMs;
  }

  /** A copy: the hook may do with it what it likes. */
  get when(): Date {
    return new Date(this.#nowMs);
  }

  /** The last `limit` closed candles; fewer only where the exchange has no more. */
  candles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> {
    checkQuestion(symbol, interval, limit);
    if (symbol === this.#market.symbol && interval === '1m') {
      const view = this.#market.series('1m', limit);
      if (view.length === limit) return Promise.resolve(view.map(candleOf));
    }
    return this.#history.before(symbol, interval, limit, this.#nowMs);
  }

  /** The VWAP now. */
  async averagePrice(symbol: string): Promise<number> {
    if (symbol === this.#market.symbol) return this.#market.price;
    return this.#history.averagePrice(symbol, this.#nowMs);
  }
}

function checkQuestion(symbol: string, interval: CandleInterval, limit: number): void {
  if (typeof symbol !== 'string' || symbol === '') throw new InputError('candles/symbol', `getCandles needs a symbol, got ${String(symbol)}.`);
  if (!isInterval(interval)) intervalMs(interval);
  if (!Number.isInteger(limit) || limit < 1) throw new InputError('candles/limit', `getCandles needs a whole number of candles from 1 on, got ${String(limit)}.`);
}

function candleOf(timestamp: number, open: number, high: number, low: number, close: number, volume: number): ICandleData {
  return { timestamp, open, high, low, close, volume };
}
