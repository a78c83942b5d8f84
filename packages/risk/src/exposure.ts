import type { AccountView, ActivePosition, RiskRequest, RiskVerdict } from '@tradewright/core';
import { checkChoice } from './check.ts';
import { ALLOWED } from './verdict.ts';

/** What a rule does with a position that is too large: no, or as much as fits. */
export type OnExcess = 'refuse' | 'reduce';

/** Ten times equity: whoever writes 50 for 50 % is told so. */
export const MOST_LEVERAGE = 10;

export function checkOnExcess(ruleName: string, onExcess: OnExcess): void {
  checkChoice(`${ruleName}: onExcess`, onExcess, ['refuse', 'reduce']);
}

/** What an open position is worth at the last close, in quote currency; at its entry where no close is known. */
export function exposureOf(position: ActivePosition, account: AccountView): number {
  const mark = account.markOf(position);
  return Math.abs(position.quantity * (mark !== null && mark > 0 ? mark : position.plan.entryPrice));
}

/** What a request asks for, in quote currency, at its entry. */
export function askedExposure({ quantity, plan }: RiskRequest): number {
  return Math.abs(quantity * plan.entryPrice);
}

/** Allows a request whose exposure fits between what is held and a limit, or as much of it as does. */
export function fitted(request: RiskRequest, heldQuote: number, limitQuote: number, onExcess: OnExcess, refuse: () => RiskVerdict): RiskVerdict {
  if (heldQuote + askedExposure(request) <= limitQuote) return ALLOWED;
  if (onExcess === 'refuse') return refuse();
  const maxQuantity = greatestQuantity(request.plan.entryPrice, heldQuote, limitQuote);
  return maxQuantity > 0 ? { allowed: true, maxQuantity } : refuse();
}

/** The greatest quantity that keeps the limit when the exposure is added up again, rounding and all; 0 where there is none. */
function greatestQuantity(price: number, heldQuote: number, limitQuote: number): number {
  let quantity = (limitQuote - heldQuote) / price;
  for (let cutFrac = Number.EPSILON; quantity > 0 && heldQuote + quantity * price > limitQuote; cutFrac *= 2) quantity *= 1 - cutFrac;
  return quantity > 0 && quantity < Infinity ? quantity : 0;
}
