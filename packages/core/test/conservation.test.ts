import type { Trade } from '@tradewright/core';
import { netMoney } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { eventsOf, optionsOf, randomScenario, seeds } from './law.ts';

/** `reference/original.md` §7, from the quoted prices of the two fills alone, in percent. */
function percentByTheBook({ plan, entry, exit }: Trade, feePercent: number, slippagePercent: number): number {
  const slip = slippagePercent / 100;
  if (plan.side === 'long') {
    const paid = entry.quotedPrice * (1 + slip);
    return ((exit.quotedPrice * (1 - slip) - paid) / paid) * 100 - 2 * feePercent;
  }
  const received = entry.quotedPrice * (1 - slip);
  return ((received - exit.quotedPrice * (1 + slip)) / received) * 100 - 2 * feePercent;
}

/** What an account holds after both legs: cash moves by price × quantity and by the fee of each leg. */
function cashAfter({ plan, entry, exit }: Trade): number {
  const bought = plan.side === 'long' ? entry : exit;
  const sold = plan.side === 'long' ? exit : entry;
  const fees = entry.feeFrac * entry.price * entry.quantity + exit.feeFrac * exit.price * exit.quantity;
  return sold.price * sold.quantity - bought.price * bought.quantity - fees;
}

describe('conservation', () => {
  it('the result of a trade is what its two fills say, by both formulas', async () => {
    let trades = 0;
    for (const seed of seeds()) {
      const scenario = randomScenario(seed);
      const { feeFrac, slippageFrac } = scenario.rules.costs;
      const quantity = 0.1 + (seed % 13);
      const sizer = { name: 'fixed', size: () => quantity };
      for (const event of await eventsOf(optionsOf(scenario, { sizer }))) {
        if (event.kind !== 'closed') continue;
        const { trade } = event;
        trades++;
        expect(trade.pnlFrac * 100, `seed ${seed}`).toBeCloseTo(percentByTheBook(trade, feeFrac * 100, slippageFrac * 100), 9);
        expect(netMoney(trade.plan.side, trade.entry, trade.exit), `seed ${seed}`).toBeCloseTo(cashAfter(trade), 9);
        expect(trade.entry.quantity).toBe(trade.exit.quantity);
        expect(trade.pnlLowFrac).toBeLessThanOrEqual(trade.pnlHighFrac);
        expect(trade.maeFrac).toBeLessThanOrEqual(0);
        expect(trade.mfeFrac).toBeGreaterThanOrEqual(0);
      }
    }
    expect(trades).toBeGreaterThan(0);
  });
});
