import type { Interval } from '../market/interval.ts';
import type { Plan } from '../signal/signal.ts';
import type { Trade } from '../signal/trade.ts';
import type { Price, Quantity, TimestampMs } from '../units.ts';
import type { AccountView } from './account-view.ts';
import type { ActivePosition } from './active-position.ts';

/** One question to the risk rules. */
export interface RiskRequest {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly plan: Plan;
  readonly at: 'creation' | 'activation';
  readonly price: Price;
  readonly nowMs: TimestampMs;
  /** How much is wanted, as the sizer said and the rules before this one have left it. */
  readonly quantity: Quantity;
  /** Open positions and reservations under the same risk rules, the asker's own left out. */
  readonly activePositions: readonly ActivePosition[];
  /** `null` where a run was given no capital. */
  readonly account: AccountView | null;
}

/** A refusal is a value and says why. An allowance may be for less than was wanted: `maxQuantity`. */
export type RiskVerdict =
  | { readonly allowed: true; readonly maxQuantity?: Quantity }
  | { readonly allowed: false; readonly reason: string };

/**
 * What a rule may want to remember. `nowMs` never goes back within a run. `equityQuote`: what the account is worth once it
 * has happened; `null` where there is none.
 */
export type RiskEvent = { readonly nowMs: TimestampMs; readonly equityQuote: number | null } & (
  /** The entry of a position that was let in is about to be placed. */
  | { readonly kind: 'reserved'; readonly position: ActivePosition }
  /** A position under the rules was closed. `netQuote`: its result after fees. */
  | { readonly kind: 'closed'; readonly position: ActivePosition; readonly trade: Trade; readonly netQuote: number }
  /** A rule had every position closed. */
  | { readonly kind: 'stopped'; readonly ruleName: string; readonly reason: string }
  /** Somebody said by hand that rules may begin anew: one of them, or all. */
  | { readonly kind: 'reset'; readonly ruleName: string | null }
);

/**
 * A limit of what may be opened. A rule holds no state of its own: what it remembers is a plain JSON value that is handed
 * in, and kept with the positions it was made from, so that it survives restarts and is the same for all processes.
 */
export interface RiskRule<State = unknown> {
  /** Unique among the rules that judge together: what a rule remembers is kept under it. */
  readonly name: string;
  /** Objects that are one rule, such as a gate of each line before the same limits, name here what makes them one. */
  readonly partOf?: object;
  /** It cannot judge without capital: a run that has none refuses to start. */
  readonly needsAccount?: boolean;
  /** Candles per interval that it looks at, of what is asked for and of what is open: there before the first question. */
  readonly history?: Partial<Record<Interval, number>>;
  /** What it remembers before anything has happened. Absent: nothing, ever. */
  readonly initial?: State;
  judge(request: RiskRequest, state: State): RiskVerdict | Promise<RiskVerdict>;
  /** What it remembers after an event: the same object where that changes nothing. Pure and synchronous. */
  fold?(state: State, event: RiskEvent): State;
  /** Asked each minute while positions are open, on last closes: a reason has all of them closed. Pure and synchronous. */
  watch?(account: AccountView, nowMs: TimestampMs, state: State): string | null;
}
