import type { Price, Side, TimestampMs } from '@tradewright/core';

/** A milestone on the way to the target or to the stop. */
export interface PartialRow {
  readonly atMs: TimestampMs;
  readonly action: 'profit' | 'loss';
  readonly symbol: string;
  readonly strategyName: string;
  readonly signalId: string;
  readonly position: Side;
  /** Percent of the way, positive in both directions. */
  readonly level: number;
  readonly currentPrice: Price;
  /** Whether it happened in a backtest. */
  readonly backtest: boolean;
}
