import { netMoney, type Trade } from '@tradewright/core';
import { eventsOf, optionsOf, randomScenario } from '../law.ts';

const CLOSE_ENOUGH = 5e-10;

/** The result of a trade is what its two fills say, by the percentage and by the money formula (decision 22). */
export async function conservationLaw(seed: number): Promise<string | null> {
  const scenario = randomScenario(seed);
  const { feeFrac, slippageFrac } = scenario.rules.costs;
  const quantity = 0.1 + (seed % 13);
  const sizer = { name: 'fixed', size: () => quantity };
  for (const event of await eventsOf(optionsOf(scenario, { sizer }))) {
    if (event.kind !== 'closed') continue;
    const found = lost(event.trade, feeFrac * 100, slippageFrac * 100);
    if (found !== null) return `${found} in the trade of ${event.trade.plan.id}`;
  }
  return null;
}

function lost(trade: Trade, feePercent: number, slippagePercent: number): string | null {
  const { plan, entry, exit } = trade;
  const percent = percentByTheBook(trade, feePercent, slippagePercent);
  if (!near(trade.pnlFrac * 100, percent)) return `${trade.pnlFrac * 100} % is not the ${percent} % of the book`;
  const money = netMoney(plan.side, entry, exit);
  if (!near(money, cashAfter(trade))) return `${money} is not what the account holds, ${cashAfter(trade)}`;
  if (entry.quantity !== exit.quantity) return `${entry.quantity} in, ${exit.quantity} out`;
  if (!(trade.pnlLowFrac <= trade.pnlHighFrac)) return `the low result ${trade.pnlLowFrac} lies above the high one ${trade.pnlHighFrac}`;
  if (!(trade.maeFrac <= 0 && trade.mfeFrac >= 0)) return `excursions ${trade.maeFrac} and ${trade.mfeFrac} are on the wrong side of 0`;
  return null;
}

function near(one: number, other: number): boolean {
  return Math.abs(one - other) <= CLOSE_ENOUGH;
}

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
