import type { CandleDifference, DurationMs, Fraction } from '@tradewright/core';
import type { FillTold } from '@tradewright/core/run';

export type SeriesState = 'waits' | 'looks' | 'fetches' | 'done' | 'failed' | 'stopped';

/** Of many differences, so many are named. */
const MOST_NAMED = 20;

/** How far the fetching of one symbol is. Live. */
export class SeriesProgress {
  readonly symbol: string;
  state: SeriesState = 'waits';
  /** What was missing at the beginning, and how much of it has come, as time that candles cover. */
  missingMs: DurationMs = 0;
  fetchedMs: DurationMs = 0;
  /** Candles that came, and of them new. */
  came = 0;
  added = 0;
  /** Candles that came otherwise than they are kept. */
  differing = 0;
  readonly differences: CandleDifference[] = [];
  failure: Error | null = null;

  constructor(symbol: string) {
    this.symbol = symbol;
  }

  get doneFrac(): Fraction {
    if (this.state === 'done') return 1;
    return this.missingMs === 0 ? 0 : Math.min(1, this.fetchedMs / this.missingMs);
  }

  filled({ span, candles, filled: { added, differing, differences } }: Pick<FillTold, 'span' | 'candles' | 'filled'>): void {
    this.fetchedMs += span.toMs - span.fromMs;
    this.came += candles;
    this.added += added;
    this.differing += differing;
    this.differences.push(...differences.slice(0, MOST_NAMED - this.differences.length));
  }
}
