import type { Plan } from '../signal/signal.ts';
import type { Price, Quantity, TimestampMs } from '../units.ts';
import type { AccountView } from './account-view.ts';

export interface SizeRequest {
  readonly symbol: string;
  readonly exchangeName: string;
  readonly plan: Plan;
  readonly price: Price;
  readonly nowMs: TimestampMs;
  /** `null` where a run was given no capital. */
  readonly account: AccountView | null;
}

/** Decides how much to trade, before the risk rules do. */
export interface Sizer {
  readonly name: string;
  /** A positive quantity of base currency, or 0 to stay out. */
  size(request: SizeRequest): Quantity | Promise<Quantity>;
  /** As much of what the risk rules have left as can be traded: whole lots, never more than is left; 0 to stay out. Default: all of it. */
  fit?(left: Quantity, request: Pick<SizeRequest, 'symbol' | 'plan'>): Quantity;
}
