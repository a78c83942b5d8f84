import type { Interval } from '../market/interval.ts';
import type { CandleSeries } from '../market/series.ts';
import type { Closes, Listing } from '../ports/account-view.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { Past } from './history.ts';

/** What is known of one listing's prices. */
export interface Quotes {
  /** The last close at an instant, `null` before the first. */
  lastClose(nowMs: TimestampMs): Price | null;
  closes(interval: Interval, limit: number, nowMs: TimestampMs): Closes;
  /** When the newest candle closed that is known. Default: everything is known at once. */
  readonly closedUntilMs?: TimestampMs;
}

/** The quotes of a run's own series: nothing in them has closed after the instant that is asked for. */
export class SeriesQuotes implements Quotes {
  readonly #series: CandleSeries;
  readonly #past: Past;

  constructor(series: CandleSeries, past: Past) {
    this.#series = series;
    this.#past = past;
  }

  get closedUntilMs(): TimestampMs {
    return this.#series.closedUntilMs;
  }

  lastClose(nowMs: TimestampMs): Price | null {
    const closed = this.#series.closedBy(nowMs);
    return closed === 0 ? null : this.#series.columns.close[closed - 1]!;
  }

  closes(interval: Interval, limit: number, nowMs: TimestampMs): Closes {
    return this.#past.view(interval, limit, this.#series.closedBy(nowMs), nowMs);
  }
}

/** Prices of all listings that somebody in this process trades, for those who look at more than one. */
export class PriceBoard {
  readonly #quotes = new Map<string, Quotes>();

  /** The newest quotes of a listing win. The returned function takes these back. */
  show(listing: Listing, quotes: Quotes): () => void {
    const key = keyOf(listing);
    this.#quotes.set(key, quotes);
    return () => {
      if (this.#quotes.get(key) === quotes) this.#quotes.delete(key);
    };
  }

  /** For those who look at one listing again and again. */
  quotesOf(listing: Listing): Quotes | undefined {
    return this.#quotes.get(keyOf(listing));
  }

  lastClose(listing: Listing, nowMs: TimestampMs): Price | null {
    return this.#quotes.get(keyOf(listing))?.lastClose(nowMs) ?? null;
  }

  closes(listing: Listing, interval: Interval, limit: number, nowMs: TimestampMs): Closes | null {
    return this.#quotes.get(keyOf(listing))?.closes(interval, limit, nowMs) ?? null;
  }
}

function keyOf({ symbol, exchangeName }: Listing): string {
  return `${exchangeName}\n${symbol}`;
}
