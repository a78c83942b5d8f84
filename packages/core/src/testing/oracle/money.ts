import type { Candle } from '../../market/candle.ts';
import type { Rules } from '../../machine/rules.ts';
import type { ExitReason } from '../../signal/exit.ts';
import type { Position } from '../../signal/position.ts';
import type { Fill, Plan, Side } from '../../signal/signal.ts';
import type { Trade } from '../../signal/trade.ts';
import type { Price, Quantity, TimestampMs } from '../../units.ts';

/** Whether `a` is at `b` or further on the good side of a trade: higher for a long one, lower for a short one. */
export function atOrAbove(side: Side, a: Price, b: Price): boolean {
  return side === 'long' ? a >= b : a <= b;
}

/** The same on the bad side. */
export function atOrBelow(side: Side, a: Price, b: Price): boolean {
  return side === 'long' ? a <= b : a >= b;
}

/** Buying costs more and selling brings less than was quoted (`reference/original.md` §7). */
export function fillAt(plan: Plan, leg: 'entry' | 'exit', atMs: TimestampMs, quotedPrice: Price, quantity: Quantity, { costs }: Pick<Rules, 'costs'>): Fill {
  const buying = leg === 'entry' ? plan.side === 'long' : plan.side === 'short';
  const price = buying ? quotedPrice * (1 + costs.slippageFrac) : quotedPrice * (1 - costs.slippageFrac);
  return { orderId: `order-${plan.id}-${plan.createdAtMs}-${leg}`, atMs, quotedPrice, price, quantity, feeFrac: costs.feeFrac };
}

export function opened(plan: Plan, entry: Fill, openedAtMs: TimestampMs): Position {
  return {
    plan,
    entry,
    openedAtMs,
    expiresAtMs: openedAtMs + plan.lifetimeMs,
    highestPrice: entry.quotedPrice,
    lowestPrice: entry.quotedPrice,
    ambiguous: false,
    profitLevels: 0,
    lossLevels: 0,
    exit: null,
  };
}

/** The position after prices it has certainly seen. */
export function seen(position: Position, ...prices: readonly Price[]): Position {
  return { ...position, highestPrice: Math.max(position.highestPrice, ...prices), lowestPrice: Math.min(position.lowestPrice, ...prices) };
}

/** The worse of the stop and the open of the candle that reached it (decision 12). */
export function stopFill({ side, stopLossPrice }: Plan, candle: Candle | null): Price {
  if (candle === null) return stopLossPrice;
  return side === 'long' ? Math.min(stopLossPrice, candle.open) : Math.max(stopLossPrice, candle.open);
}

/** How a position ends. */
export interface End {
  readonly reason: ExitReason;
  readonly price: Price;
  readonly atMs: TimestampMs;
  readonly ambiguous: boolean;
  /** What the stop would have brought, where that is in doubt. */
  readonly stopPrice: Price;
  readonly truncated: boolean;
}

export function traded(position: Position, end: End, rules: Pick<Rules, 'costs'>): Trade {
  const { plan, entry } = position;
  const at = (price: Price): Fill => fillAt(plan, 'exit', end.atMs, price, entry.quantity, rules);
  const net = (exit: Fill): number => {
    const change = plan.side === 'long' ? exit.price - entry.price : entry.price - exit.price;
    return change / entry.price - (entry.feeFrac + exit.feeFrac);
  };
  const exit = at(end.price);
  const pnlFrac = net(exit);
  const whole = seen(position, end.price);
  const up = Math.max(0, (whole.highestPrice - entry.quotedPrice) / entry.quotedPrice);
  const down = Math.max(0, (entry.quotedPrice - whole.lowestPrice) / entry.quotedPrice);
  const [good, bad] = plan.side === 'long' ? [up, down] : [down, up];
  return {
    plan,
    entry,
    exit,
    openedAtMs: position.openedAtMs,
    closedAtMs: end.atMs,
    reason: end.reason,
    reasonText: null,
    ambiguous: end.ambiguous,
    truncated: end.truncated,
    pnlFrac,
    pnlLowFrac: end.ambiguous ? net(at(end.stopPrice)) : pnlFrac,
    pnlHighFrac: end.ambiguous ? net(at(plan.takeProfitPrice)) : pnlFrac,
    maeFrac: 0 - bad,
    mfeFrac: good,
  };
}
