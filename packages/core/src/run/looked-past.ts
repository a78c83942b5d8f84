import type { Interval } from '../market/interval.ts';
import type { CandleSeries } from '../market/series.ts';
import type { CandleView } from '../market/view.ts';
import type { RiskRule } from '../ports/risk-rule.ts';
import type { TimestampMs } from '../units.ts';
import { History, type Past } from './history.ts';

/** What rules want to look at: of each interval the most that one of them asks for. `null` where none does. */
export function historyOf(rules: readonly RiskRule[]): Partial<Record<Interval, number>> | null {
  const most: Partial<Record<Interval, number>> = {};
  for (const { history = {} } of rules) {
    for (const [interval, count] of Object.entries(history) as [Interval, number][]) most[interval] = Math.max(most[interval] ?? 0, count);
  }
  return Object.keys(most).length === 0 ? null : most;
}

/** The past that rules look at: one of their own where they declare any, so that no strategy sees more because of a rule. */
export function lookedPast(rules: readonly RiskRule[], series: CandleSeries, strategyPast: Past, firstMs: TimestampMs): Past {
  const history = historyOf(rules);
  return history === null ? strategyPast : new History(series, { name: 'risk rules', history }, firstMs);
}

/** Two pasts of one series, of which the strategy sees the first. */
export class TwoPasts implements Past {
  readonly #seen: Past;
  readonly #looked: Past;

  private constructor(seen: Past, looked: Past) {
    this.#seen = seen;
    this.#looked = looked;
  }

  static of(seen: Past, looked: Past): Past {
    return seen === looked ? seen : new TwoPasts(seen, looked);
  }

  get keepRows(): number {
    return Math.max(this.#seen.keepRows, this.#looked.keepRows);
  }

  view(interval: Interval, limit: number, closed: number, nowMs: TimestampMs): CandleView {
    return this.#seen.view(interval, limit, closed, nowMs);
  }

  catchUp(): void {
    this.#seen.catchUp();
    this.#looked.catchUp();
  }
}
