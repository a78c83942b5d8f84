import type { Price, TimestampMs } from '../units.ts';
import type { ExitDecision } from './exit.ts';
import type { Fill, Plan } from './signal.ts';

/** An open position. Its extremes cover the candles it has lived through entirely. */
export interface Position {
  readonly plan: Plan;
  readonly entry: Fill;
  readonly openedAtMs: TimestampMs;
  /** Exactly at this instant time closes it. */
  readonly expiresAtMs: TimestampMs;
  /** Highest and lowest price seen since the opening; the entry price at first. */
  readonly highestPrice: Price;
  readonly lowestPrice: Price;
  /** A candle left open whether the target was reached before it, see decision 13. */
  readonly ambiguous: boolean;
  /** How many of the run's partial levels towards the target and towards the stop have been reached. */
  readonly profitLevels: number;
  readonly lossLevels: number;
  /** An exit that was decided and waits for its fill. */
  readonly exit: ExitDecision | null;
}
