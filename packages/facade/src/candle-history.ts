import { alignDown, columnsOf, intervalMs, vwapAt, type Candle, type Interval, type TimestampMs, type VwapWindow } from '@tradewright/core';
import type { ExchangeSource } from './exchange-source.ts';
import type { CandleInterval, ICandleData } from './types.ts';

/** What is held of one symbol and interval: every candle the exchange has in `[fromMs, toMs)`. */
interface Held {
  fromMs: TimestampMs;
  toMs: TimestampMs;
  /** The furthest that anybody has looked back. */
  reachMs: number;
  candles: Candle[];
}

interface Question {
  readonly symbol: string;
  readonly interval: Interval;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  /** How far pages may run ahead of the question. */
  readonly aheadMs: TimestampMs;
}

/** What hooks may ask of the past beyond what the run itself holds. */
export interface MarketHistory {
  /** Whether whole pages are fetched ahead; else every question is meant to reach the exchange. */
  readonly readsAhead: boolean;
  before(symbol: string, interval: CandleInterval, limit: number, nowMs: TimestampMs): Promise<ICandleData[]>;
  until(symbol: string, interval: CandleInterval, fromMs: TimestampMs, toMs: TimestampMs): Promise<ICandleData[]>;
  averagePrice(symbol: string, nowMs: TimestampMs): Promise<number>;
}

/**
 * Candles for `getCandles` beyond what the run's own series holds: other intervals, other symbols, the time before the
 * start. Whole pages are fetched ahead, once; nobody is shown a candle that has not closed at his instant.
 */
export class CandleHistory implements MarketHistory {
  readonly readsAhead = true;
  readonly #source: ExchangeSource;
  readonly #vwap: VwapWindow;
  readonly #growing: boolean;
  readonly #held = new Map<string, Held>();
  /** Questions queue: two at once must not fetch the same page twice. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param growing - the newest candles may come late: nothing is fetched ahead, and what is not there yet is asked for again */
  constructor(source: ExchangeSource, vwap: VwapWindow, growing = false) {
    this.#source = source;
    this.#vwap = vwap;
    this.#growing = growing;
  }

  /** The candles of the half-open window of `limit` steps that ends at the last step before or at `nowMs` (decision 4). */
  async before(symbol: string, interval: CandleInterval, limit: number, nowMs: TimestampMs): Promise<ICandleData[]> {
    const stepMs = intervalMs(interval);
    const toMs = alignDown(nowMs, stepMs);
    return (await this.#between({ symbol, interval, fromMs: toMs - limit * stepMs, toMs, aheadMs: Infinity })).map(dataOf);
  }

  /** The candles of `[fromMs, toMs)`; nothing from `toMs` on is fetched, for somebody else holds it. */
  async until(symbol: string, interval: CandleInterval, fromMs: TimestampMs, toMs: TimestampMs): Promise<ICandleData[]> {
    return (await this.#between({ symbol, interval, fromMs, toMs, aheadMs: toMs })).map(dataOf);
  }

  /** @returns `NaN` where the window holds no candle */
  async averagePrice(symbol: string, nowMs: TimestampMs): Promise<number> {
    const { count, intervalMs: windowMs } = this.#vwap;
    const toMs = alignDown(nowMs, windowMs);
    const columns = columnsOf(await this.#between({ symbol, interval: '1m', fromMs: toMs - count * windowMs, toMs, aheadMs: Infinity }));
    return vwapAt(columns, columns.length, nowMs, intervalMs('1m'), this.#vwap);
  }

  #between(question: Question): Promise<readonly Candle[]> {
    // There are no candles before the epoch, and a `Date` does not reach for ever.
    const asked = { ...question, fromMs: Math.max(0, question.fromMs) };
    const answer = this.#last.then(() => this.#read(asked));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #read({ symbol, interval, fromMs, toMs, aheadMs }: Question): Promise<readonly Candle[]> {
    const key = `${symbol} ${interval}`;
    let held = this.#held.get(key);
    if (held === undefined || fromMs > held.toMs || toMs < held.fromMs) {
      held = { fromMs, toMs: fromMs, reachMs: 0, candles: [] };
      this.#held.set(key, held);
    }
    const stepMs = intervalMs(interval);
    const pageMs = this.#source.pageSize * stepMs;
    if (fromMs < held.fromMs) {
      held.candles = [...(await this.#pages(symbol, interval, fromMs, held.fromMs)), ...held.candles];
      held.fromMs = fromMs;
    }
    if (held.toMs < toMs) {
      const untilMs = this.#growing ? toMs : Math.min(held.toMs + Math.ceil((toMs - held.toMs) / pageMs) * pageMs, aheadMs);
      const fetched = await this.#pages(symbol, interval, held.toMs, untilMs);
      for (const candle of fetched) held.candles.push(candle);
      held.toMs = this.#growing ? (fetched.at(-1)?.openTimeMs ?? held.toMs - stepMs) + stepMs : untilMs;
    }
    held.reachMs = Math.max(held.reachMs, toMs - fromMs);
    const asked = held.candles.slice(firstFrom(held.candles, fromMs), firstFrom(held.candles, toMs));
    // Instants only go forward; one page of slack keeps this from moving the rest at every question.
    if (toMs - held.reachMs - held.fromMs > pageMs) this.#forget(held, toMs - held.reachMs);
    return asked;
  }

  async #pages(symbol: string, interval: Interval, fromMs: TimestampMs, toMs: TimestampMs): Promise<Candle[]> {
    const stepMs = intervalMs(interval);
    const pages: (readonly Candle[])[] = [];
    for (let atMs = fromMs; atMs < toMs; ) {
      const limit = Math.min(this.#source.pageSize, Math.ceil((toMs - atMs) / stepMs));
      pages.push(await this.#source.page(symbol, interval, atMs, limit));
      atMs += limit * stepMs;
    }
    return pages.flat();
  }

  #forget(held: Held, beforeMs: TimestampMs): void {
    held.candles.splice(0, firstFrom(held.candles, beforeMs));
    held.fromMs = beforeMs;
  }
}

export function dataOf({ openTimeMs, open, high, low, close, volume }: Candle): ICandleData {
  return { timestamp: openTimeMs, open, high, low, close, volume };
}

/** Index of the first candle that opens at or after an instant. */
function firstFrom(candles: readonly Candle[], atMs: TimestampMs): number {
  let lo = 0;
  let hi = candles.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (candles[middle]!.openTimeMs < atMs) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
