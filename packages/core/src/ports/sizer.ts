import type { Plan } from '../signal/signal.ts';
import type { Price, Quantity, TimestampMs } from '../units.ts';

export interface SizeRequest {
  readonly symbol: string;
  readonly plan: Plan;
  readonly price: Price;
  readonly nowMs: TimestampMs;
}

/** Decides how much to trade. */
export interface Sizer {
  readonly name: string;
  /** A positive quantity of base currency, or 0 to stay out. */
  size(request: SizeRequest): Quantity | Promise<Quantity>;
}
