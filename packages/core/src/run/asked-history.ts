import { joinColumns, type CandleColumns } from '../market/columns.ts';
import { alignDown, intervalMs, type Interval } from '../market/interval.ts';
import type { CandleSeries } from '../market/series.ts';
import { aimView, CandleView } from '../market/view.ts';
import type { Strategy } from '../ports/strategy.ts';
import type { TimestampMs } from '../units.ts';
import { declarationsOf, type Past } from './history.ts';

type Read = (interval: Interval, fromMs: TimestampMs, toMs: TimestampMs) => Promise<CandleColumns>;

/**
 * The past of a run without read-ahead: the candles of the VWAP, and of each declared interval exactly what was declared,
 * asked for before each ask. An interval that was not declared shows nothing.
 */
export class AskedHistory implements Past {
  readonly #series: CandleSeries;
  readonly #declared: readonly (readonly [Interval, number])[];
  readonly #loaded = new Map<Interval, CandleColumns>();
  readonly #views: CandleView[] = [];

  /** @throws {InputError} `strategy/history` for a declaration that cannot be met */
  constructor(series: CandleSeries, strategy: Pick<Strategy, 'name' | 'history'>) {
    this.#series = series;
    this.#declared = declarationsOf(strategy);
  }

  get keepRows(): number {
    return Math.ceil(this.#series.vwapSpanMs / this.#series.stepMs) + 2;
  }

  async load(nowMs: TimestampMs, read: Read): Promise<void> {
    for (const [interval, count] of this.#declared) {
      const toMs = alignDown(nowMs, intervalMs(interval));
      if (count > 0) this.#loaded.set(interval, await read(interval, Math.max(0, toMs - count * intervalMs(interval)), toMs));
    }
  }

  view(interval: Interval, limit: number, closed: number, nowMs: TimestampMs): CandleView {
    const view = new CandleView(interval);
    this.#views.push(view);
    const columns = this.#loaded.get(interval) ?? (interval === this.#series.interval ? this.#window(closed, nowMs) : joinColumns([]));
    const fromMs = alignDown(nowMs, intervalMs(interval)) - limit * intervalMs(interval);
    let rows = Math.min(limit, columns.length);
    while (rows > 0 && columns.openTimeMs[columns.length - rows]! < fromMs) rows--;
    aimView(view, columns, columns.length - rows, rows);
    return view;
  }

  /** A view that somebody kept beyond its hook must not outlive it. */
  catchUp(): void {
    for (const view of this.#views.splice(0)) aimView(view, joinColumns([]), 0, 0);
  }

  /** The rows that were asked for on behalf of the VWAP: what lies before them may have holes. */
  #window(closed: number, nowMs: TimestampMs): CandleColumns {
    const { columns, vwapWindow, stepMs } = this.#series;
    const fromMs = alignDown(nowMs, vwapWindow.intervalMs) - vwapWindow.count * vwapWindow.intervalMs;
    const from = Math.min(closed, this.#series.closedBy(fromMs + stepMs - 1));
    const part = (column: Float64Array): Float64Array => column.subarray(from, closed);
    const { openTimeMs, open, high, low, close, volume } = columns;
    return { length: closed - from, openTimeMs: part(openTimeMs), open: part(open), high: part(high), low: part(low), close: part(close), volume: part(volume) };
  }
}
