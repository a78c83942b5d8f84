import { compareRanked } from '../fold/compare-ranked.ts';
import { metricValueOf, type Ranked, type WalkerMetric } from './metric.ts';

/** A strategy a Walker has tested. `S` are its statistics, as a rule `BacktestStatistics`. */
export interface WalkerStrategyResult<S extends Ranked> {
  readonly strategyName: string;
  readonly stats: S;
  /** `null` where the metric has no finite value. */
  readonly metricValue: number | null;
}

export interface WalkerNames {
  readonly walkerName: string;
  readonly symbol: string;
  readonly exchangeName: string;
  readonly frameName: string;
}

/** How a Walker's comparison came out. The three `best…` are `null` until a strategy was tested; `bestMetric` also where it has no value. */
export interface WalkerResults<S extends Ranked> extends WalkerNames {
  readonly metric: WalkerMetric;
  readonly totalStrategies: number;
  readonly bestStrategy: string | null;
  readonly bestMetric: number | null;
  readonly bestStats: S | null;
}

export interface WalkerStatistics<S extends Ranked> extends WalkerResults<S> {
  /** In the order of testing, the last one first; `rankResults` sorts them. */
  readonly strategyResults: WalkerStrategyResult<S>[];
}

/** The better result first: by metric, `null` last, then by total PnL (decision 29). */
export function compareResults<S extends Ranked>(a: WalkerStrategyResult<S>, b: WalkerStrategyResult<S>): number {
  return compareRanked(a.metricValue, b.metricValue) || compareRanked(metricValueOf(a.stats, 'totalPnl'), metricValueOf(b.stats, 'totalPnl'));
}

/** The results best first. Equal ones stay in the order of testing, given the last tested first as in `strategyResults`. */
export function rankResults<S extends Ranked>(results: readonly WalkerStrategyResult<S>[]): WalkerStrategyResult<S>[] {
  return results.toReversed().sort(compareResults);
}

/** Ranks strategies as they are tested. One ranking per walker and symbol. */
export class WalkerRanking<S extends Ranked> {
  readonly #names: WalkerNames;
  readonly #metric: WalkerMetric;
  readonly #totalStrategies: number;
  readonly #results: WalkerStrategyResult<S>[] = [];
  #best: WalkerStrategyResult<S> | null = null;

  constructor(names: WalkerNames, metric: WalkerMetric, totalStrategies: number) {
    this.#names = names;
    this.#metric = metric;
    this.#totalStrategies = totalStrategies;
  }

  get strategiesTested(): number {
    return this.#results.length;
  }

  /** Takes in a tested strategy and returns it with its metric. A tie leaves the earlier one best. */
  add(strategyName: string, stats: S): WalkerStrategyResult<S> {
    const result = { strategyName, stats, metricValue: metricValueOf(stats, this.#metric) };
    this.#results.push(result);
    if (this.#best === null || compareResults(result, this.#best) < 0) this.#best = result;
    return result;
  }

  results(): WalkerResults<S> {
    const { walkerName, symbol, exchangeName, frameName } = this.#names;
    return {
      walkerName,
      symbol,
      exchangeName,
      frameName,
      metric: this.#metric,
      totalStrategies: this.#totalStrategies,
      bestStrategy: this.#best?.strategyName ?? null,
      bestMetric: this.#best?.metricValue ?? null,
      bestStats: this.#best?.stats ?? null,
    };
  }

  statistics(): WalkerStatistics<S> {
    return { ...this.results(), strategyResults: this.#results.toReversed() };
  }
}
