import { alignDown, SourceError, type StrategyContext, type TimestampMs } from '@tradewright/core';
import { DEFAULT_HISTORY } from '@tradewright/core/run';
import { checkCandles, checkSymbol, formatted, type Question } from './question.ts';
import type { RunMode, RunScope } from './run-scope.ts';
import type { CandleInterval, ICandleData, IExecutionContext, IMethodContext } from './types.ts';

const MINUTE = '1m';

/**
 * What one hook call may know: the run it belongs to and its instant. Over when the hook's promise settles. One that was
 * asked and answered at once can be asked again: nobody has a promise of it.
 */
export class HookContext implements Question {
  settled = false;
  readonly scope: RunScope;
  readonly kind: 'hook' | 'listener';
  #market: StrategyContext | null;
  #nowMs: TimestampMs;

  /** @param market - what the engine shows to the strategy, while it is asked */
  constructor(scope: RunScope, nowMs: TimestampMs, market: StrategyContext | null, kind: 'hook' | 'listener' = 'hook') {
    this.scope = scope;
    this.kind = kind;
    this.#market = market;
    this.#nowMs = nowMs;
  }

  /** Begins anew, at the instant that the market has come to. */
  reopen(market: StrategyContext): void {
    this.#market = market;
    this.#nowMs = market.nowMs;
    this.settled = false;
  }

  /** Also false for a hook that was given up on (time-out): the market it was asked about has moved on. */
  get live(): boolean {
    return !this.settled && (this.#market === null || this.#market.nowMs === this.#nowMs);
  }

  get mode(): RunMode {
    return this.scope.mode;
  }

  get method(): IMethodContext {
    return this.scope.method;
  }

  get execution(): IExecutionContext {
    return this.scope.executionAt(this.#nowMs);
  }

  /** A copy: the hook may do with it what it likes. */
  get when(): Date {
    return new Date(this.#nowMs);
  }

  /** The closed candles of the last `limit` steps; fewer only where the exchange has none (decision 4). */
  candles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> {
    checkCandles(symbol, interval, limit);
    if (this.#market !== null && this.scope.history.readsAhead && symbol === this.#market.symbol && interval === MINUTE) return this.#ownMinutes(this.#market, limit);
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
    if (this.#market !== null && this.scope.history.readsAhead && symbol === this.#market.symbol) return this.#market.price;
    checkSymbol(symbol, 'getAveragePrice');
    const price = await this.scope.history.averagePrice(symbol, this.#nowMs);
    if (Number.isNaN(price)) throw new SourceError('candles/none', `getAveragePrice: no candles data of ${symbol} before ${this.when.toISOString()}.`);
    return price;
  }

  formatPrice(symbol: string, price: number): Promise<string> {
    return formatted(this.scope.exchange, 'formatPrice', symbol, price);
  }

  formatQuantity(symbol: string, quantity: number): Promise<string> {
    return formatted(this.scope.exchange, 'formatQuantity', symbol, quantity);
  }
}

function candleOf(timestamp: number, open: number, high: number, low: number, close: number, volume: number): ICandleData {
  return { timestamp, open, high, low, close, volume };
}
