import type { AccountView, ActivePosition, RiskRule } from '@tradewright/core';
import { portfolio, type PortfolioEvent, type PortfolioOptions, type PortfolioRun } from '@tradewright/core/run';
import { ArraySource, differentEvents, seededRandom } from '@tradewright/core/testing';
import { randomScenario } from '../law.ts';

/**
 * Lines that share rules and money: a limit is kept at every instant, the books add up to nothing to the cent, the equity at
 * the end is what the trades make it, and the same portfolio tells the same twice, however its candles are paged.
 */
export async function sharedAccountLaw(seed: number): Promise<string | null> {
  const random = seededRandom(seed ^ 0x1b873593);
  const max = 1 + Math.floor(random() * 3);
  const isLate = random() < 0.3;
  const make = (pageSize?: number): PortfolioOptions => optionsOf(seed, [atMost(max, isLate), moody(seed)], pageSize);
  const run = portfolio(make());
  const told: PortfolioEvent[] = [];
  let open = 0;
  let netQuote = 0;
  for await (const one of run) {
    told.push(one);
    const imbalance = Object.values(run.account.books).reduce((sum, amount) => sum + amount, 0);
    if (Math.abs(imbalance) > 0.005) return `the books are ${imbalance} out after ${JSON.stringify(one).slice(0, 80)}`;
    if (one.kind !== 'line') continue;
    if (one.event.kind === 'opened') open++;
    if (one.event.kind === 'closed') {
      open--;
      netQuote += moneyOf(one.event.trade);
    }
    if (open > max || open < 0) return `${open} positions were open where at most ${max} may be`;
  }
  return unsettled(run, netQuote) ?? differentEvents('once', told.filter(isDecided), 'again', await all(portfolio(make(random() < 0.5 ? 1000 : 3))));
}

/** What is wrong with the money at the end, when nothing is open any more. */
function unsettled({ summary: { equityQuote, capitalQuote, openPositions }, account: { books } }: PortfolioRun, netQuote: number): string | null {
  if (openPositions !== 0) return `${openPositions} positions were left open`;
  if (Math.abs(books.positions) > 0.005) return `positions of ${books.positions} were left in the books`;
  if (Math.abs(equityQuote - capitalQuote - netQuote) > 0.005) return `equity ${equityQuote} is not ${capitalQuote} and the results ${netQuote}`;
  return Math.abs(equityQuote - books.cash) > 0.005 ? `equity ${equityQuote} is not the cash ${books.cash}` : null;
}

/** By hand, and not as the engine counts: what was paid and received, and the fees of both legs. */
function moneyOf({ plan, entry, exit }: { readonly plan: { readonly side: 'long' | 'short' }; readonly entry: Leg; readonly exit: Leg }): number {
  const [paid, received] = [entry.price * entry.quantity, exit.price * exit.quantity];
  return (plan.side === 'long' ? received - paid : paid - received) - paid * entry.feeFrac - received * exit.feeFrac;
}

interface Leg {
  readonly price: number;
  readonly quantity: number;
  readonly feeFrac: number;
}

function optionsOf(seed: number, risk: readonly RiskRule[], pageSize?: number): PortfolioOptions {
  const { rules, frame, fromMs, toMs } = randomScenario(seed);
  const lines = Array.from({ length: 2 + (seed % 4) }, (_unused, i) => {
    // Every third line is a second strategy on the symbol before it.
    const of = i % 3 === 2 ? i - 1 : i;
    const { candles, pageSize: usual } = randomScenario(seed + of * 1_000_003);
    return { symbol: `COIN${of}`, strategy: randomScenario(seed + i * 1_000_003).strategy, candles: new ArraySource(candles, pageSize ?? usual) };
  });
  return { rules, frame, fromMs, toMs, lines, risk, capitalQuote: 100_000, sizer: { name: 'tenth', size: ({ plan, account }) => account!.equityQuote / 10 / plan.entryPrice } };
}

/** At most so many positions, none of them twice; answers some microtasks later where told so. */
function atMost(max: number, isLate: boolean): RiskRule {
  const judge = (positions: readonly ActivePosition[]): ReturnType<RiskRule['judge']> => (positions.length < max ? { allowed: true } : { allowed: false, reason: 'enough' });
  return { name: 'at-most', judge: ({ activePositions }) => (isLate ? Promise.resolve().then(() => judge(activePositions)) : judge(activePositions)) };
}

/** Decides, and stops, by all that can be seen of the account and of other symbols: whatever leaks in changes its mind. */
function moody(seed: number): RiskRule {
  const mood = (account: AccountView, nowMs: number): number => {
    let sum = Math.round(account.equityQuote * 100) + Math.round(account.peakEquityQuote * 10) + nowMs / 60_000 + seed;
    for (let i = 0; i < 5; i++) {
      const listing = { symbol: `COIN${i}`, exchangeName: '' };
      sum = Math.imul(sum, 31) + Math.round((account.markOf(listing) ?? 1) * 100);
      for (const interval of ['1m', '5m'] as const) {
        const closes = account.closes(listing, interval, 4);
        for (let row = 0; row < (closes?.length ?? 0); row++) sum = Math.imul(sum, 31) + Math.round(closes!.close(row) * 100);
      }
    }
    return Math.abs(sum % 100);
  };
  return {
    name: 'moody', needsAccount: true,
    judge: ({ account, nowMs }) => (mood(account!, nowMs) < 10 ? { allowed: false, reason: 'moody' } : { allowed: true }),
    watch: (account, nowMs) => (mood(account, nowMs) < 1 ? 'moody' : null),
  };
}

/** Gaps are told as they are read. */
function isDecided(one: PortfolioEvent): boolean {
  return one.kind !== 'line' || one.event.kind !== 'gap';
}

async function all(run: PortfolioRun): Promise<PortfolioEvent[]> {
  const told: PortfolioEvent[] = [];
  for await (const event of run) told.push(event);
  return told.filter(isDecided);
}
