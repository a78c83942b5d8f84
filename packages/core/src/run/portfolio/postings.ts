import type { Position } from '../../signal/position.ts';
import { signOf } from '../../signal/signal.ts';
import type { Trade } from '../../signal/trade.ts';

/**
 * Accounts of the books. `cash` and `positions` are what is owned, the others say where it came from: a gain stands in
 * `result` and `capital` as a negative number, so that all accounts together are always 0.
 */
export type BookAccount = 'cash' | 'positions' | 'fees' | 'slippage' | 'result' | 'capital';

export interface Posting {
  readonly account: BookAccount;
  readonly amountQuote: number;
}

/** What is booked when an account is opened. */
export function capitalPostings(capitalQuote: number): readonly Posting[] {
  return [{ account: 'cash', amountQuote: capitalQuote }, { account: 'capital', amountQuote: -capitalQuote }];
}

/** What is booked when a position opens: it stands in the books at the price that was quoted; slippage is a cost. */
export function entryPostings({ plan, entry }: Pick<Position, 'plan' | 'entry'>): readonly Posting[] {
  const { quantity, price, quotedPrice, feeFrac } = entry;
  const sign = signOf(plan.side);
  const feeQuote = feeFrac * price * quantity;
  return [
    { account: 'cash', amountQuote: -sign * price * quantity - feeQuote },
    { account: 'positions', amountQuote: sign * quotedPrice * quantity },
    { account: 'slippage', amountQuote: sign * (price - quotedPrice) * quantity },
    { account: 'fees', amountQuote: feeQuote },
  ];
}

/** What is booked when a position closes. */
export function exitPostings({ plan, entry, exit }: Pick<Trade, 'plan' | 'entry' | 'exit'>): readonly Posting[] {
  const { quantity, price, quotedPrice, feeFrac } = exit;
  const sign = signOf(plan.side);
  const feeQuote = feeFrac * price * quantity;
  return [
    { account: 'cash', amountQuote: sign * price * quantity - feeQuote },
    { account: 'positions', amountQuote: -sign * entry.quotedPrice * quantity },
    { account: 'slippage', amountQuote: sign * (quotedPrice - price) * quantity },
    { account: 'fees', amountQuote: feeQuote },
    { account: 'result', amountQuote: -sign * (quotedPrice - entry.quotedPrice) * quantity },
  ];
}
