import { alignDown, columnsOf, intervalMs, vwapAt, type Candle, type Interval, type VwapWindow } from '@tradewright/core';
import type { ExchangeSource } from './exchange-source.ts';
import type { CandleInterval, ICandleData } from './types.ts';

/** What is held of one symbol and interval: every candle the exchange has in `[fromMs, toMs)`. */
interface Held {
  fromMs: number;
  toMs: number;
  candles: Candle[];
}

/** Pages kept behind the newest one, for questions that look back further than the last. */
const PAGES_KEPT = 4;

/**
 * Candles for `getCandles` beyond what the run's own series holds: other intervals, other symbols, the time before the
 * start. Whole pages are fetched ahead, once; nobody is shown a candle that has not closed at his instant.
 */
export class CandleHistory {
  readonly #source: ExchangeSource;
  readonly #vwap: VwapWindow;
  readonly #held = new Map<string, Held>();
  /** Questions queue: two at once must not fetch the same page twice. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: ExchangeSource, vwap: VwapWindow) {
    this.#source = source;
    this.#vwap = vwap;
  }

  /** The candles of the half-open window of `limit` steps that ends at the last step before or at `nowMs` (decision 4). */
  async before(symbol: string, interval: CandleInterval, limit: number, nowMs: number): Promise<ICandleData[]> {
    const stepMs = intervalMs(interval);
    const toMs = alignDown(nowMs, stepMs);
    const candles = await this.#between(symbol, interval, toMs - limit * stepMs, toMs);
    return candles.map(({ openTimeMs, open, high, low, close, volume }) => ({ timestamp: openTimeMs, open, high, low, close, volume }));
  }

  /** @returns `NaN` where the window holds no candle */
  async averagePrice(symbol: string, nowMs: number): Promise<number> {
    const { count, intervalMs: windowMs } = this.#vwap;
    const untilMs = alignDown(nowMs, windowMs);
    const columns = columnsOf(await this.#between(symbol, '1m', untilMs - count * windowMs, untilMs));
    return vwapAt(columns, columns.length, nowMs, intervalMs('1m'), this.#vwap);
  }

  #between(symbol: string, interval: Interval, fromMs: number, toMs: number): Promise<readonly Candle[]> {
    const answer = this.#last.then(() => this.#read(symbol, interval, fromMs, toMs));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #read(symbol: string, interval: Interval, fromMs: number, toMs: number): Promise<readonly Candle[]> {
    const stepMs = intervalMs(interval);
    const key = `${symbol} ${interval}`;
    let held = this.#held.get(key);
    if (held === undefined || fromMs < held.fromMs || fromMs > held.toMs) {
      held = { fromMs, toMs: fromMs, candles: [] };
      this.#held.set(key, held);
    }
    while (held.toMs < toMs) {
      held.candles.push(...(await this.#source.page(symbol, interval, held.toMs, this.#source.pageSize)));
      held.toMs += this.#source.pageSize * stepMs;
    }
    this.#forget(held, Math.min(fromMs, held.toMs - PAGES_KEPT * this.#source.pageSize * stepMs));
    return held.candles.slice(firstFrom(held.candles, fromMs), firstFrom(held.candles, toMs));
  }

  #forget(held: Held, beforeMs: number): void {
    if (beforeMs <= held.fromMs) return;
    held.candles.splice(0, firstFrom(held.candles, beforeMs));
    held.fromMs = beforeMs;
  }
}

/** Index of the first candle that opens at or after an instant. */
function firstFrom(candles: readonly Candle[], atMs: number): number {
  let lo = 0;
  let hi = candles.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (candles[middle]!.openTimeMs < atMs) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
