import { Latest } from '../list/latest.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { SHOWN } from './shown.ts';
import { TradeFold } from './trade-fold.ts';
import { tradeStatistics, type StatisticsOptions, type TradeStatistics } from './trade-statistics.ts';

/** Statistics of a backtest: the seeds' names and formulas, and beside them those of equity over time. */
export interface BacktestStatistics<T> extends TradeStatistics {
  /** The latest trades, newest first: the list is bounded, the figures are not. */
  readonly signalList: T[];
  readonly totalSignals: number;
}

/** Folds closed trades. `T` is what the caller wants back in `signalList`, for example its own tick results. */
export class BacktestFold<T = ClosedRow> {
  readonly trades: TradeFold = new TradeFold();
  readonly #latest: Latest<{ readonly row: ClosedRow; readonly payload: T }>;

  /** @param shown how many of the latest trades are kept for lists */
  constructor(shown: number = SHOWN) {
    this.#latest = new Latest(shown);
  }

  add(row: ClosedRow, payload: T): void {
    this.trades.add(row);
    this.#latest.add(row.closedAtMs, { row, payload });
  }

  /** Takes in another run's trades; the other fold stays as it is. */
  merge(other: BacktestFold<T>): this {
    this.trades.merge(other.trades);
    this.#latest.merge(other.#latest);
    return this;
  }

  /** The latest trades for the report, newest first. */
  rows(): ClosedRow[] {
    return this.#latest.newestFirst().map(({ row }) => row);
  }

  statistics(options?: StatisticsOptions): BacktestStatistics<T> {
    return {
      signalList: this.#latest.newestFirst().map(({ payload }) => payload),
      totalSignals: this.trades.count,
      ...tradeStatistics(this.trades, options),
    };
  }
}
