import type { Interval } from '../market/interval.ts';
import type { CandleSeries } from '../market/series.ts';
import type { Closes, Listing } from '../ports/account-view.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { Past } from './history.ts';

/** What is known of one listing's prices. */
export interface Quotes {
  /** Up to here its candles are in. */
  readonly untilMs: TimestampMs;
  /** The last close at an instant, `null` before the first. */
  lastClose(nowMs: TimestampMs): Price | null;
  closes(interval: Interval, limit: number, nowMs: TimestampMs): Closes;
}

/** The quotes of a run's own series: nothing in them has closed after the instant that is asked for. */
export class SeriesQuotes implements Quotes {
  readonly #series: CandleSeries;
  readonly #past: Past;
  readonly #firstMs: TimestampMs;
  #endMs: TimestampMs = Infinity;

  /** @param firstMs - nothing older is shown: a series that is held may reach back further than one that is read */
  constructor(series: CandleSeries, past: Past, firstMs: TimestampMs = 0) {
    this.#series = series;
    this.#past = past;
    this.#firstMs = firstMs;
  }

  /** The run has ended: what lies behind an instant is shown no more, for how far a series is read ahead must not show. */
  endAt(atMs: TimestampMs): void {
    if (this.#endMs === Infinity) this.#endMs = atMs;
  }

  get untilMs(): TimestampMs {
    return Math.min(this.#series.closedUntilMs, this.#endMs);
  }

  lastClose(nowMs: TimestampMs): Price | null {
    const closed = this.#series.closedBy(Math.min(nowMs, this.#endMs));
    return closed === 0 || this.#series.openTimeAt(closed - 1) < this.#firstMs ? null : this.#series.columns.close[closed - 1]!;
  }

  closes(interval: Interval, limit: number, nowMs: TimestampMs): Closes {
    const atMs = Math.min(nowMs, this.#endMs);
    return this.#past.view(interval, limit, this.#series.closedBy(atMs), atMs);
  }
}

/** Prices of all listings that somebody in this process trades, for those who look at more than one. */
export class PriceBoard {
  readonly #quotes = new Map<string, Quotes[]>();

  /** A listing may be shown by several. The returned function takes these quotes back. */
  show(listing: Listing, quotes: Quotes): () => void {
    const shown = this.#shown(listing);
    this.#quotes.set(keyOf(listing), shown);
    shown.push(quotes);
    return () => {
      const at = shown.indexOf(quotes);
      if (at >= 0) shown.splice(at, 1);
    };
  }

  /** By whoever knows its candles up to then, or furthest: one who has ended reads no more. */
  lastClose(listing: Listing, nowMs: TimestampMs): Price | null {
    return bestOf(this.#shown(listing), nowMs)?.lastClose(nowMs) ?? null;
  }

  /** By whoever of those shows most. */
  closes(listing: Listing, interval: Interval, limit: number, nowMs: TimestampMs): Closes | null {
    const shown = this.#shown(listing);
    const untilMs = bestOf(shown, nowMs)?.untilMs ?? 0;
    let most: Closes | null = null;
    for (const quotes of shown) {
      if (quotes.untilMs < Math.min(untilMs, nowMs)) continue;
      const closes = quotes.closes(interval, limit, nowMs);
      if (most === null || closes.length > most.length) most = closes;
    }
    return most;
  }

  /** Up to where the candles of a listing are in; `null` where nobody shows it. */
  untilMs(listing: Listing): TimestampMs | null {
    return bestOf(this.#shown(listing), Infinity)?.untilMs ?? null;
  }

  #shown(listing: Listing): Quotes[] {
    return this.#quotes.get(keyOf(listing)) ?? [];
  }
}

function bestOf(shown: readonly Quotes[], nowMs: TimestampMs): Quotes | undefined {
  let best = shown[0];
  for (let i = 1; i < shown.length && best!.untilMs < nowMs; i++) if (shown[i]!.untilMs > best!.untilMs) best = shown[i]!;
  return best;
}

function keyOf({ symbol, exchangeName }: Listing): string {
  return `${exchangeName}\n${symbol}`;
}
