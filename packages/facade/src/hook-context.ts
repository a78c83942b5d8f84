import { alignDown, InputError, intervalMs, isInterval, SourceError, type StrategyContext, type TimestampMs } from '@tradewright/core';
import { DEFAULT_HISTORY } from '@tradewright/core/run';
import type { RunScope } from './run-scope.ts';
import type { CandleInterval, ICandleData } from './types.ts';

const MINUTE = '1m';

/** What one hook call may know: the run it belongs to and its instant. Over when the hook's promise settles. */
export class HookContext {
  settled = false;
  readonly scope: RunScope;
  readonly kind: 'hook' | 'listener';
  readonly #market: StrategyContext | null;
  readonly #nowMs: TimestampMs;

  /** @param market - what the engine shows to the strategy, while it is asked */
  constructor(scope: RunScope, nowMs: TimestampMs, market: StrategyContext | null, kind: 'hook' | 'listener' = 'hook') {
    this.scope = scope;
    this.kind = kind;
    this.#market = market;
    this.#nowMs = nowMs;
  }

  /** Also false for a hook that was given up on (time-out): the market it was asked about has moved on. */
  get live(): boolean {
    return !this.settled && (this.#market === null || this.#market.nowMs === this.#nowMs);
  }

  get mode(): 'backtest' | 'live' {
    return 'backtest';
  }

  /** A copy: the hook may do with it what it likes. */
  get when(): Date {
    return new Date(this.#nowMs);
  }

  /** The closed candles of the last `limit` steps; fewer only where the exchange has none (decision 4). */
  candles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> {
    checkQuestion(symbol, interval, limit);
    if (this.#market !== null && symbol === this.#market.symbol && interval === MINUTE) return this.#ownMinutes(this.#market, limit);
    return this.scope.history.before(symbol, interval, limit, this.#nowMs);
  }

  /** The run holds these candles already; only what lies before its own history is asked for. */
  #ownMinutes(market: StrategyContext, limit: number): Promise<ICandleData[]> {
    const stepMs = 60_000;
    const fromMs = alignDown(this.#nowMs, stepMs) - limit * stepMs;
    const view = market.series(MINUTE, limit);
    const firstMs = view.length === 0 ? Infinity : view.openTimeMs(0);
    if (firstMs === fromMs) return Promise.resolve(view.map(candleOf));
    const held = view.map(candleOf);
    // Over a gap the last `limit` candles reach back further than the window.
    if (firstMs < fromMs) return Promise.resolve(held.filter(({ timestamp }) => timestamp >= fromMs));
    if (view.length === 0 || view.length >= DEFAULT_HISTORY) return this.scope.history.before(market.symbol, MINUTE, limit, this.#nowMs);
    return this.scope.history.until(market.symbol, MINUTE, fromMs, firstMs).then((earlier) => [...earlier, ...held]);
  }

  /** The VWAP now. */
  async averagePrice(symbol: string): Promise<number> {
    if (this.#market !== null && symbol === this.#market.symbol) return this.#market.price;
    if (typeof symbol !== 'string' || symbol === '') throw new InputError('candles/symbol', `getAveragePrice needs a symbol, got ${String(symbol)}.`);
    const price = await this.scope.history.averagePrice(symbol, this.#nowMs);
    if (Number.isNaN(price)) throw new SourceError('candles/none', `getAveragePrice: no candles data of ${symbol} before ${this.when.toISOString()}.`);
    return price;
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
