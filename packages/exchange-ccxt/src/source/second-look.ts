import { alignDown, DAY_MS, intervalMs, type CancelSignal, type CandleColumns, type DurationMs, type TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from '../connection.ts';
import { longestOf } from '../market/timeframes.ts';
import { isCancelled } from '../wire/cancelled.ts';
import type { Limits } from './limits.ts';
import type { PageQuestion, Pages } from './pages.ts';
import { unionOf } from './union.ts';

/** What is known after a page: these candles, and no others before `untilMs`. */
export interface Known {
  readonly columns: CandleColumns;
  readonly untilMs: TimestampMs;
}

/** After so many answers in a row whose holes were real, those of a series are taken at their word: it is one that trades seldom. */
const TRUST_AFTER = 3;

/** More answers that each tell of something else are not awaited. */
const MOST_LOOKS = 8;

/**
 * Asks again for what was missing in an answer, since exchanges leave candles out under load. Two answers that say the
 * same are believed.
 */
export class SecondLook {
  readonly #connection: CcxtConnection;
  readonly #pages: Pages;
  readonly #limits: Limits;
  /** Real holes in a row, by series. */
  readonly #real = new Map<string, number>();

  constructor(connection: CcxtConnection, pages: Pages, limits: Limits) {
    this.#connection = connection;
    this.#pages = pages;
    this.#limits = limits;
  }

  async at(question: PageQuestion, first: CandleColumns, endMs: TimestampMs, cancel: CancelSignal | undefined): Promise<Known> {
    const { stepMs, market, interval } = question.series;
    const key = `${market.symbol} ${interval}`;
    const real = this.#real.get(key) ?? 0;
    if (isWhole(first, question) || (first.length > 0 && real >= TRUST_AFTER)) return { columns: first, untilMs: lastMs(first) + stepMs };
    let page = first;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const limit = page.length > 0 && page.openTimeMs[0]! > question.sinceMs ? Math.min(page.length, question.limit) : question.limit;
      const again = await this.#pages.ask({ ...question, limit }, cancel);
      const shortened = this.#shortened(question, page, again, limit);
      if (shortened !== undefined) return shortened;
      const both = unionOf(page, again, `${this.#connection.id} ${key}`);
      const isSame = both.length === page.length;
      this.#real.set(key, isSame && page.length > 0 ? real + 1 : 0);
      page = both;
      if (isSame || isWhole(page, question)) break;
    }
    if (page.length > 0) return { columns: page, untilMs: lastMs(page) + stepMs };
    return { columns: page, untilMs: await this.#untilNext(question, endMs, cancel) };
  }

  /**
   * An exchange that gives the newest candles of a span, and fewer than asked for, seems to have a hole before them. A
   * shorter question then finds candles there, or nothing although the span before was not empty.
   */
  #shortened({ series, sinceMs, limit: asked }: PageQuestion, page: CandleColumns, again: CandleColumns, limit: number): Known | undefined {
    const firstMs = page.openTimeMs[0];
    const shortEndMs = sinceMs + limit * series.stepMs;
    if (firstMs === undefined || limit >= asked || firstMs < shortEndMs) return undefined;
    const isEarlier = again.length > 0 && again.openTimeMs[0]! < shortEndMs;
    if (!isEarlier && again.length > 0) return undefined;
    this.#limits.learn(series, limit);
    return { columns: again, untilMs: again.length > 0 ? lastMs(again) + series.stepMs : shortEndMs };
  }

  /**
   * Where to go on behind an empty answer. Longer candles tell over which time nothing was traded at all; without them
   * an exchange that answers by spans would be asked thousands of times for the years before a market was listed.
   */
  async #untilNext({ series, sinceMs, limit, nowMs }: PageQuestion, endMs: TimestampMs, cancel: CancelSignal | undefined): Promise<TimestampMs> {
    const askedUntilMs = sinceMs + limit * series.stepMs;
    const { instance } = await this.#connection.open(cancel);
    const interval = longestOf(instance.timeframes, series.stepMs);
    if (askedUntilMs >= endMs || interval === undefined) return askedUntilMs;
    const stepMs = intervalMs(interval);
    const long = { market: series.market, interval, stepMs };
    const fromMs = alignDown(sinceMs, stepMs);
    // The one in the making counts as well.
    const question = { series: long, sinceMs: fromMs, limit: this.#limits.of(long, instance), nowMs: nowMs + stepMs };
    try {
      let found = await this.#pages.ask(question, cancel);
      if (found.length === 0) found = await this.#pages.ask(question, cancel);
      return Math.max(askedUntilMs, found.length > 0 ? found.openTimeMs[0]! - marginMs(stepMs) : fromMs + question.limit * stepMs);
    } catch (error) {
      // It was only to go faster.
      if (isCancelled(error)) throw error;
      return askedUntilMs;
    }
  }
}

/** Some exchanges begin their days elsewhere than at midnight UTC. */
function marginMs(stepMs: DurationMs): DurationMs {
  return Math.min(stepMs, DAY_MS);
}

/** Whether nothing is missing from where it was asked for to its last candle. */
function isWhole(page: CandleColumns, { sinceMs, series }: PageQuestion): boolean {
  return page.length > 0 && page.openTimeMs[0] === sinceMs && lastMs(page) === sinceMs + (page.length - 1) * series.stepMs;
}

/** Open time of the last candle; there is one. */
export function lastMs({ openTimeMs, length }: CandleColumns): TimestampMs {
  return openTimeMs[length - 1]!;
}
