import { Latest } from '../list/latest.ts';
import { finite } from '../number/finite.ts';
import { Moments } from '../number/moments.ts';
import { Quantiles } from '../number/quantiles.ts';
import type { PerformanceRow } from '../row/performance-row.ts';
import { SHOWN } from './shown.ts';

/** How long one type of work took, ms. Waits are the times between two measurements of the type. */
export interface MetricStats {
  readonly metricType: string;
  readonly count: number;
  readonly totalDuration: number | null;
  readonly avgDuration: number | null;
  readonly minDuration: number | null;
  readonly maxDuration: number | null;
  /** Sample deviation (n − 1). */
  readonly stdDev: number | null;
  /** By nearest rank: exact up to 512 measurements, then within 1 %. */
  readonly median: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly avgWaitTime: number | null;
  readonly minWaitTime: number | null;
  readonly maxWaitTime: number | null;
}

export interface PerformanceStatistics<T> {
  readonly totalEvents: number;
  /** Sum over all types, ms; types that contain others count their time again. */
  readonly totalDuration: number;
  /** By type, longest total first. */
  readonly metricStats: Record<string, MetricStats>;
  /** The latest measurements, newest first. */
  readonly events: T[];
}

class TypeFold {
  readonly durations: Moments = new Moments();
  readonly quantiles: Quantiles = new Quantiles();
  readonly waits: Moments = new Moments();
  readonly waitQuantiles: Quantiles = new Quantiles();

  add({ durationMs, atMs, previousAtMs }: PerformanceRow): void {
    this.durations.add(durationMs);
    this.quantiles.add(durationMs);
    if (previousAtMs === null) return;
    this.waits.add(atMs - previousAtMs);
    this.waitQuantiles.add(atMs - previousAtMs);
  }

  merge(other: TypeFold): void {
    this.durations.merge(other.durations);
    this.quantiles.merge(other.quantiles);
    this.waits.merge(other.waits);
    this.waitQuantiles.merge(other.waitQuantiles);
  }

  statistics(metricType: string): MetricStats {
    const { durations, quantiles, waits, waitQuantiles } = this;
    return {
      metricType,
      count: durations.count,
      totalDuration: durations.sum(),
      avgDuration: durations.mean(),
      minDuration: finite(quantiles.smallest),
      maxDuration: finite(quantiles.largest),
      stdDev: durations.deviation(),
      median: finite(quantiles.at(0.5)),
      p95: finite(quantiles.at(0.95)),
      p99: finite(quantiles.at(0.99)),
      avgWaitTime: waits.mean(),
      minWaitTime: finite(waitQuantiles.smallest),
      maxWaitTime: finite(waitQuantiles.largest),
    };
  }
}

/** Folds measurements of time, in constant memory per type. */
export class PerformanceFold<T = PerformanceRow> {
  readonly #types: Map<string, TypeFold> = new Map();
  readonly #latest: Latest<T>;
  #events = 0;

  /** @param shown how many of the latest measurements are kept for lists */
  constructor(shown: number = SHOWN) {
    this.#latest = new Latest(shown);
  }

  add(row: PerformanceRow, payload: T): void {
    this.#events += 1;
    this.#typeFold(row.metricType).add(row);
    this.#latest.add(row.atMs, payload);
  }

  /** Takes in another run's measurements; the other fold stays as it is. */
  merge(other: PerformanceFold<T>): this {
    this.#events += other.#events;
    for (const [type, fold] of [...other.#types]) this.#typeFold(type).merge(fold);
    this.#latest.merge(other.#latest);
    return this;
  }

  statistics(): PerformanceStatistics<T> {
    const metrics = [...this.#types].map(([type, fold]) => fold.statistics(type));
    metrics.sort((a, b) => (b.totalDuration ?? 0) - (a.totalDuration ?? 0) || (a.metricType < b.metricType ? -1 : 1));
    return {
      totalEvents: this.#events,
      totalDuration: metrics.reduce((sum, { totalDuration }) => sum + (totalDuration ?? 0), 0),
      metricStats: Object.fromEntries(metrics.map((metric) => [metric.metricType, metric])),
      events: this.#latest.newestFirst(),
    };
  }

  #typeFold(type: string): TypeFold {
    const known = this.#types.get(type);
    if (known !== undefined) return known;
    const fold = new TypeFold();
    this.#types.set(type, fold);
    return fold;
  }
}
