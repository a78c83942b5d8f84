import { DAY_START_MS } from '@tradewright/cli-kit/testing';
import { netReturn, slipped, type Fill, type Trade } from '@tradewright/core';

export interface TradeTerms {
  readonly pnlFrac?: number;
  readonly ambiguous?: { readonly lowFrac: number; readonly highFrac: number };
  readonly truncated?: boolean;
  readonly note?: string;
  readonly id?: string;
}

const FEE = 0.001;
const SLIPPAGE = 0.001;

/** A long trade that brings about this much, with fees and slippage of a tenth of a percent on each leg. */
export function trade({ pnlFrac = 0.01, ambiguous, truncated = false, note = '', id = 'x#1' }: TradeTerms = {}): Trade {
  const entry = fill(100, slipped(100, 'long', 'entry', SLIPPAGE));
  const exitPrice = (entry.price * (1 + pnlFrac + 2 * FEE)) / (1 - SLIPPAGE);
  const exit = fill(exitPrice, slipped(exitPrice, 'long', 'exit', SLIPPAGE));
  return {
    plan: { id, side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 90, lifetimeMs: 3_600_000, note, createdAtMs: DAY_START_MS, waits: false },
    entry,
    exit,
    openedAtMs: DAY_START_MS,
    closedAtMs: DAY_START_MS + 60_000,
    reason: 'take-profit',
    reasonText: null,
    ambiguous: ambiguous !== undefined,
    truncated,
    pnlFrac: netReturn('long', entry, exit),
    pnlLowFrac: ambiguous?.lowFrac ?? netReturn('long', entry, exit),
    pnlHighFrac: ambiguous?.highFrac ?? netReturn('long', entry, exit),
    maeFrac: -0.005,
    mfeFrac: 0.02,
  };
}

function fill(quotedPrice: number, price: number): Fill {
  return { orderId: 'o', atMs: DAY_START_MS, quotedPrice, price, quantity: 1, feeFrac: FEE };
}
