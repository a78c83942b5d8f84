import type { Fraction, TimestampMs } from '../units.ts';
import { excursion } from './excursion.ts';
import type { ExitDecision, ExitReason } from './exit.ts';
import { netReturn, slipped } from './pnl.ts';
import type { Position } from './position.ts';
import type { Fill, Plan } from './signal.ts';

/** A closed position. */
export interface Trade {
  readonly plan: Plan;
  readonly entry: Fill;
  readonly exit: Fill;
  readonly openedAtMs: TimestampMs;
  readonly closedAtMs: TimestampMs;
  readonly reason: ExitReason;
  readonly reasonText: string | null;
  /** One candle left open whether stop or target came first. */
  readonly ambiguous: boolean;
  /** The data ended under the position. */
  readonly truncated: boolean;
  /** Net result as a fraction of the entry price, see `netReturn`. */
  readonly pnlFrac: Fraction;
  /** The result at the stop and at the target where the trade is ambiguous; else both equal `pnlFrac`. */
  readonly pnlLowFrac: Fraction;
  readonly pnlHighFrac: Fraction;
  readonly maeFrac: Fraction;
  readonly mfeFrac: Fraction;
}

/** The trade that a position becomes when its exit is filled. The exit candle counts up to the exit price only. */
export function tradeOf(position: Position, exit: Fill, decision: ExitDecision, slippageFrac: Fraction): Trade {
  const { plan, entry } = position;
  const pnlFrac = netReturn(plan.side, entry, exit);
  const highest = Math.max(position.highestPrice, exit.quotedPrice);
  const lowest = Math.min(position.lowestPrice, exit.quotedPrice);
  const { maeFrac, mfeFrac } = excursion(plan.side, entry.quotedPrice, highest, lowest);
  let pnlLowFrac = pnlFrac;
  let pnlHighFrac = pnlFrac;
  if (decision.ambiguous) {
    pnlLowFrac = netReturn(plan.side, entry, { price: slipped(decision.stopPrice, plan.side, 'exit', slippageFrac), feeFrac: exit.feeFrac });
    pnlHighFrac = netReturn(plan.side, entry, { price: slipped(plan.takeProfitPrice, plan.side, 'exit', slippageFrac), feeFrac: exit.feeFrac });
  }
  return {
    plan,
    entry,
    exit,
    openedAtMs: position.openedAtMs,
    closedAtMs: decision.atMs,
    reason: decision.reason,
    reasonText: decision.reasonText,
    ambiguous: decision.ambiguous,
    truncated: decision.truncated,
    pnlFrac,
    pnlLowFrac,
    pnlHighFrac,
    maeFrac,
    mfeFrac,
  };
}
