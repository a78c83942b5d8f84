import type { DurationMs, TimestampMs } from '@tradewright/core';

/** How long one piece of work took. */
export interface PerformanceRow {
  readonly atMs: TimestampMs;
  /** When work of this type was last measured; `null` the first time. */
  readonly previousAtMs: TimestampMs | null;
  /** For example `backtest_total`, `live_tick`. */
  readonly metricType: string;
  readonly durationMs: DurationMs;
}
