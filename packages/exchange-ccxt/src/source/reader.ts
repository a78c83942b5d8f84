import { alignDown, alignUp, type CancelSignal, type CandleColumns, type TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from '../connection.ts';
import { hasEnded } from '../wire/cancelled.ts';
import { lastMs, SecondLook, type Known } from './second-look.ts';
import { Limits } from './limits.ts';
import { Pages, type Series } from './pages.ts';
import { until } from './union.ts';

export interface ReadRange {
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  /** The exchange's time. */
  readonly nowMs: TimestampMs;
  /** Whether what is not there is asked for again before it is believed. */
  readonly confirm: boolean;
  readonly cancel: CancelSignal | undefined;
}

/** Before this nobody traded what ccxt's exchanges trade. */
const EARLIEST_MS = Date.UTC(2009, 0, 1);

/** Pages of one series, one request after another, however long. */
export class Reader {
  readonly #connection: CcxtConnection;
  readonly #pages: Pages;
  readonly #limits: Limits;
  readonly #secondLook: SecondLook;

  constructor(connection: CcxtConnection, maxCandlesPerRequest: number | undefined) {
    this.#connection = connection;
    this.#pages = new Pages(connection);
    this.#limits = new Limits(maxCandlesPerRequest);
    this.#secondLook = new SecondLook(connection, this.#pages, this.#limits);
  }

  /** The closed candles in the range. A page may be shorter than asked for anywhere, and nothing follows from that. */
  async *candles(series: Series, { fromMs, toMs, nowMs, confirm, cancel }: ReadRange): AsyncGenerator<CandleColumns> {
    const { stepMs } = series;
    const endMs = Math.min(alignUp(toMs, stepMs), alignDown(nowMs, stepMs));
    let cursorMs = alignUp(Math.max(fromMs, EARLIEST_MS), stepMs);
    while (cursorMs < endMs && !hasEnded(cancel)) {
      const { instance } = await this.#connection.open(cancel);
      // Where the newest candles come whatever is asked for, one alone would be the one in the making.
      const limit = Math.min(this.#limits.of(series, instance), (endMs - cursorMs) / stepMs + (confirm ? 0 : 1));
      const question = { series, sinceMs: cursorMs, limit, nowMs };
      const first = await this.#pages.ask(question, cancel);
      const { columns, untilMs } = confirm ? await this.#secondLook.at(question, first, endMs, cancel) : plainly(first, cursorMs + limit * stepMs, stepMs);
      const page = until(columns, endMs);
      if (page.length > 0) yield page;
      cursorMs = Math.max(untilMs, cursorMs + stepMs);
    }
  }
}

function plainly(columns: CandleColumns, askedUntilMs: TimestampMs, stepMs: number): Known {
  return { columns, untilMs: columns.length > 0 ? lastMs(columns) + stepMs : askedUntilMs };
}
