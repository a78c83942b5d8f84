import type { Fraction, Price } from '../units.ts';
import { signOf, type Fill, type Side } from './signal.ts';

/** Costs of trading as shares of one. */
export interface Costs {
  readonly feeFrac: Fraction;
  readonly slippageFrac: Fraction;
}

/** The price really paid or received: slippage is always against the trader, on both legs. */
export function slipped(price: Price, side: Side, leg: 'entry' | 'exit', slippageFrac: Fraction): Price {
  const buys = (side === 'long') === (leg === 'entry');
  return buys ? price * (1 + slippageFrac) : price * (1 - slippageFrac);
}

/**
 * Net result of a round trip as a fraction of the entry price: `±(exit − entry) / entry − fees of both legs`, with
 * slippage inside the fill prices (decision 22; `reference/original.md` §7).
 */
export function netReturn(side: Side, entry: Pick<Fill, 'price' | 'feeFrac'>, exit: Pick<Fill, 'price' | 'feeFrac'>): Fraction {
  // Plus zero, for a short one at its own price without costs has won -0.
  return (signOf(side) * (exit.price - entry.price)) / entry.price - (entry.feeFrac + exit.feeFrac) + 0;
}

/** Net result in quote currency: price change × quantity, less fee × notional on each leg (decision 22). */
export function netMoney(side: Side, entry: Fill, exit: Fill): number {
  const gross = signOf(side) * (exit.price - entry.price) * entry.quantity;
  return gross - entry.feeFrac * entry.price * entry.quantity - exit.feeFrac * exit.price * exit.quantity;
}
