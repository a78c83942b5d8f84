import { InputError } from '../error.ts';
import { alignDown, intervalMs, isInterval, type Interval } from '../market/interval.ts';
import { Resampler } from '../market/resample.ts';
import type { CandleSeries } from '../market/series.ts';
import { aimView, CandleView } from '../market/view.ts';
import type { Strategy } from '../ports/strategy.ts';
import type { DurationMs, TimestampMs } from '../units.ts';

/** Candles of every interval that a view can reach without being declared. */
export const DEFAULT_HISTORY = 1500;

/** Views kept for reuse; a strategy that asks for ever new limits gets fresh ones beyond. */
const VIEWS_KEPT = 32;

interface Kept {
  readonly interval: Interval;
  readonly limit: number;
  readonly view: CandleView;
}

/** What a strategy may look back at. */
export interface Past {
  /** How many rows of the series must be kept for it. */
  readonly keepRows: number;
  /** The last closed candles at an instant. `closed` = `series.closedBy(nowMs)`. */
  view(interval: Interval, limit: number, closed: number, nowMs: TimestampMs): CandleView;
  /** Rows of the series are about to move. */
  catchUp(): void;
}

/** The past of one series as a strategy may see it: its own interval, and longer ones resampled from it. */
export class History implements Past {
  readonly #series: CandleSeries;
  readonly #declared: Partial<Record<Interval, number>>;
  readonly #resamplers = new Map<Interval, Resampler>();
  readonly #views: Kept[] = [];
  #last: Kept | undefined;
  /** Views beyond those kept for reuse, until rows move next. */
  readonly #loose: CandleView[] = [];
  readonly #interval: Interval;
  readonly #reach: number;
  readonly #firstMs: TimestampMs;
  /** Absolute row of the first candle that may be seen, once one has been read. */
  #firstRow = 0;
  #isPlaced = false;
  /** Every candle that exists from this instant on is there. */
  readonly #knownFromMs: TimestampMs | undefined;

  /**
   * @param firstMs - nothing older is shown: what a strategy sees must not depend on how far back a series happens to reach
   * @throws {InputError} `strategy/history` for a declaration that cannot be met
   */
  constructor(series: CandleSeries, strategy: Pick<Strategy, 'name' | 'history'>, firstMs: TimestampMs = 0) {
    this.#series = series;
    this.#declared = strategy.history ?? {};
    this.#firstMs = firstMs;
    this.#knownFromMs = firstMs > 0 ? firstMs : undefined;
    this.#interval = series.interval;
    this.#reach = this.reach(series.interval);
    declarationsOf(strategy);
    this.#resampleDeclared();
    this.#place();
  }

  /** Finds the first candle that may be seen: others may have had the series read from further back. */
  #place(): void {
    const series = this.#series;
    if (series.length === 0 || series.closedUntilMs <= this.#firstMs) return;
    this.#isPlaced = true;
    this.#firstRow = series.dropped + series.closedBy(this.#firstMs + series.stepMs - 1);
    this.#resampleDeclared();
  }

  #resampleDeclared(): void {
    const series = this.#series;
    for (const interval of Object.keys(this.#declared) as Interval[]) {
      if (interval !== series.interval) this.#resamplers.set(interval, new Resampler(interval, this.reach(interval), series.stepMs, this.#firstRow, this.#knownFromMs));
    }
  }

  /** How many candles of an interval a view can hold. */
  reach(interval: Interval): number {
    return Math.max(this.#declared[interval] ?? 0, DEFAULT_HISTORY);
  }

  /** Rows of the series that must be kept. */
  get keepRows(): number {
    const window = this.#series.vwapWindow;
    return Math.max(this.reach(this.#series.interval), 2 + ((window.count + 1) * window.intervalMs) / this.#series.stepMs);
  }

  /** The last closed candles at an instant. `closed` = `series.closedBy(nowMs)`. */
  view(interval: Interval, limit: number, closed: number, nowMs: TimestampMs): CandleView {
    const last = this.#last;
    const view = last !== undefined && last.interval === interval && last.limit === limit ? last.view : this.#viewFor(interval, limit);
    if (interval === this.#interval) {
      const start = this.#startOf(limit, closed, nowMs);
      aimView(view, this.#series.columns, start, closed - start);
    } else {
      const resampler = this.#resamplerFor(interval, closed);
      resampler.catchUp(this.#series, closed, nowMs);
      const length = this.#lengthOf(resampler, limit, closed, nowMs);
      aimView(view, resampler.columns, resampler.length - length, length);
    }
    return view;
  }

  /** First row of the window of `limit` steps that ends at `nowMs` (decision 4): a gap in it makes the view shorter. */
  #startOf(limit: number, closed: number, nowMs: TimestampMs): number {
    const series = this.#series;
    let oldest = closed - (limit < this.#reach ? limit : this.#reach);
    const first = this.#firstRow - series.dropped;
    if (oldest < first) oldest = first;
    if (oldest < 0) oldest = 0;
    // Open times are whole steps, so "after now - (limit + 1) steps" is "in the window", aligned or not.
    const beforeMs = nowMs - (limit + 1) * series.stepMs;
    return oldest >= closed || series.openTimeAt(oldest) > beforeMs ? Math.min(oldest, closed) : Math.max(oldest, series.closedBy(beforeMs + series.stepMs));
  }

  /** The same for a longer interval; one that was not declared shows only what the last 1,500 minutes hold, whenever it was first asked for. */
  #lengthOf({ interval, columns, stepMs, keep, length }: Resampler, limit: number, closed: number, nowMs: TimestampMs): number {
    const declared = this.#declared[interval] !== undefined;
    const heldMs = declared || closed === 0 ? 0 : this.#heldFrom(closed - this.#reach);
    const afterMs = Math.max(nowMs - (limit + 1) * stepMs, heldMs - 1);
    let rows = Math.min(limit, keep, length);
    while (rows > 0 && columns.openTimeMs[length - rows]! <= afterMs) rows--;
    return rows;
  }

  /** From when on every candle is held, if rows before `row` are not looked at. */
  #heldFrom(row: number): TimestampMs {
    const first = this.#firstRow - this.#series.dropped;
    if (row <= first && first >= 0 && this.#knownFromMs !== undefined) return this.#knownFromMs;
    return this.#series.openTimeAt(Math.max(row, first, 0));
  }

  /** Takes in everything held, before the series forgets some of it. All of it lies in the past of the next ask. */
  catchUp(): void {
    // Rows are about to move. A view that somebody kept beyond its hook must not come to show what is put in their place.
    for (const { view } of this.#views) aimView(view, this.#series.columns, 0, 0);
    for (const view of this.#loose.splice(0)) aimView(view, this.#series.columns, 0, 0);
    if (!this.#isPlaced) this.#place();
    if (!this.#isPlaced) return;
    const { length, closedUntilMs } = this.#series;
    for (const resampler of this.#resamplers.values()) resampler.catchUp(this.#series, length, closedUntilMs);
  }

  #resamplerFor(interval: Interval, closed: number): Resampler {
    const known = this.#resamplers.get(interval);
    if (known !== undefined) return known;
    // How far back the series happens to reach must not show, so an undeclared interval begins at a fixed distance.
    const firstRow = Math.max(this.#firstRow, this.#series.dropped + closed - this.#reach);
    const fresh = new Resampler(interval, this.reach(interval), this.#series.stepMs, firstRow, firstRow === this.#firstRow ? this.#knownFromMs : undefined);
    this.#resamplers.set(interval, fresh);
    return fresh;
  }

  #viewFor(interval: Interval, limit: number): CandleView {
    // Here, for views that are asked for again and again come by `#last`.
    if (!this.#isPlaced) this.#place();
    const views = this.#views;
    for (let i = 0; i < views.length; i++) {
      const kept = views[i]!;
      if (kept.interval !== interval || kept.limit !== limit) continue;
      if (this.#isPlaced) this.#last = kept;
      return kept.view;
    }
    if (!isInterval(interval)) intervalMs(interval);
    if (!Number.isInteger(limit) || limit < 1) throw new InputError('view/limit', `A view needs a whole number of candles from 1 on, not ${limit}.`);
    const view = new CandleView(interval);
    if (views.length < VIEWS_KEPT) views.push({ interval, limit, view });
    else this.#loose.push(view);
    return view;
  }
}

/**
 * The intervals a strategy declares, with how many candles of each.
 *
 * @throws {InputError} `strategy/history` for a declaration that cannot be met
 */
export function declarationsOf({ name, history = {} }: Pick<Strategy, 'name' | 'history'>): readonly (readonly [Interval, number])[] {
  return Object.entries(history).map(([interval, count]) => {
    if (!isInterval(interval) || !Number.isInteger(count) || count < 0) {
      throw new InputError('strategy/history', `${name}: history must give a whole number of candles per known interval, not ${JSON.stringify(interval)}: ${count}.`);
    }
    return [interval, count] as const;
  });
}

/** How long before the first frame candles are wanted, so that declared history and the VWAP are there in time. */
export function warmUpMs(strategy: Pick<Strategy, 'history'>, series: Pick<CandleSeries, 'vwapWindow'>, fromMs: TimestampMs): DurationMs {
  const { count, intervalMs: windowMs } = series.vwapWindow;
  let firstMs = alignDown(fromMs, windowMs) - count * windowMs;
  for (const [interval, candles] of Object.entries(strategy.history ?? {})) {
    const stepMs = intervalMs(interval as Interval);
    firstMs = Math.min(firstMs, alignDown(fromMs, stepMs) - candles * stepMs);
  }
  return fromMs - firstMs;
}
