import type { Plan } from '../signal/signal.ts';
import type { Quantity, TimestampMs } from '../units.ts';

/** A position, or the reservation of one, as risk rules see it. */
export interface ActivePosition {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly plan: Plan;
  readonly quantity: Quantity;
  /** Engine time. */
  readonly openedAtMs: TimestampMs;
}
