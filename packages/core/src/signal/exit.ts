import type { Price, TimestampMs } from '../units.ts';

export type ExitReason = 'take-profit' | 'stop-loss' | 'time-expired' | 'command';

/** Why, where and when a position ends. */
export interface ExitDecision {
  readonly reason: ExitReason;
  readonly price: Price;
  readonly atMs: TimestampMs;
  /** One candle reached both the target and the stop: which came first is not known. */
  readonly ambiguous: boolean;
  /** What the fill would have been at the stop; differs from the plan's when the candle opened beyond it. */
  readonly stopPrice: Price;
  /** The data ended under the position. */
  readonly truncated: boolean;
  /** Why, when a command closed it. */
  readonly reasonText: string | null;
}
