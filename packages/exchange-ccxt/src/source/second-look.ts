import { alignDown, SourceError, type CancelSignal, type CandleColumns, type TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from '../connection.ts';
import { untilNext } from './hop.ts';
import type { Limits } from './limits.ts';
import type { PageQuestion, Pages } from './pages.ts';
import { unionOf, until } from './union.ts';

/** What is known after a page: these candles, and no others before `untilMs`. */
export interface Known {
  readonly columns: CandleColumns;
  readonly untilMs: TimestampMs;
}

/** After so many answers in a row whose holes were real, those of a series are taken at their word: it is one that trades seldom. */
const TRUST_AFTER = 3;

/** Enough for an exchange that gives a fortieth of what it was asked for, and no end in sight for one that tells something else each time. */
const MOST_LOOKS = 40;

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
    const begun = await this.#until(first, question, (page) => before(page, question), cancel);
    const reached = await this.#fromNow(begun, question, cancel);
    const columns = await this.#until(reached, question, (page) => (isDense(page, stepMs) ? 0 : question.limit), cancel);
    this.#real.set(key, first.length > 0 && columns.length === first.length ? real + 1 : 0);
    if (columns.length > 0) return { columns, untilMs: lastMs(columns) + stepMs };
    return { columns, untilMs: await untilNext(this.#connection, this.#pages, this.#limits, question, endMs, cancel) };
  }

  /** An exchange that gives its newest candles wherever it is asked to begin tells of older ones when it is asked for as many as there are since. */
  async #fromNow(page: CandleColumns, question: PageQuestion, cancel: CancelSignal | undefined): Promise<CandleColumns> {
    const { series, sinceMs, nowMs } = question;
    const { stepMs } = series;
    const { instance } = await this.#connection.open(cancel);
    const limit = (alignDown(nowMs, stepMs) - sinceMs) / stepMs + 1;
    if (before(page, question) === 0 || limit <= question.limit || limit > this.#limits.of(series, instance)) return page;
    const more = await this.#pages.ask({ ...question, limit }, cancel);
    return unionOf(page, until(more, sinceMs + question.limit * stepMs), this.#name(question));
  }

  /** Asks for so many candles as long as that brings any that were not there before; 0: nothing is left to ask. */
  async #until(first: CandleColumns, question: PageQuestion, limitOf: (page: CandleColumns) => number, cancel: CancelSignal | undefined): Promise<CandleColumns> {
    let page = first;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const limit = limitOf(page);
      if (limit === 0) return page;
      const both = unionOf(page, await this.#pages.ask({ ...question, limit }, cancel), this.#name(question));
      if (both.length === page.length) return page;
      page = both;
    }
    throw new SourceError('ccxt/garbage', `${this.#name(question)}: each answer since ${new Date(question.sinceMs).toISOString()} tells of other candles.`, { retryable: true });
  }

  #name({ series: { market, interval } }: PageQuestion): string {
    return `${this.#connection.id} ${market.symbol} ${interval}`;
  }
}

/**
 * How many candles would fill the hole at the beginning. They are asked for without those behind it: an exchange that
 * gives the newest candles of a span, and fewer than it was asked for, gives others then.
 */
function before(page: CandleColumns, { sinceMs, limit, series }: PageQuestion): number {
  return page.length === 0 ? limit : Math.min(limit, (page.openTimeMs[0]! - sinceMs) / series.stepMs);
}

function isDense(page: CandleColumns, stepMs: number): boolean {
  return page.length === 0 || lastMs(page) === page.openTimeMs[0]! + (page.length - 1) * stepMs;
}

/** Whether nothing is missing from where it was asked for to its last candle. */
function isWhole(page: CandleColumns, { sinceMs, series }: PageQuestion): boolean {
  return page.length > 0 && page.openTimeMs[0] === sinceMs && isDense(page, series.stepMs);
}

/** Open time of the last candle; there is one. */
export function lastMs({ openTimeMs, length }: CandleColumns): TimestampMs {
  return openTimeMs[length - 1]!;
}
