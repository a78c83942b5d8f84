import type { AccountView } from '@tradewright/core';
import { isThenable } from '@tradewright/core';
import type { CloseOrder, Rebalance, Rebalancing } from '@tradewright/core/run';
import { enter } from '../context.ts';
import { HookContext } from '../hook-context.ts';
import type { RunScope } from '../run-scope.ts';
import { rowOf, tickResultOf } from '../tick-result.ts';
import type { IPortfolioAccount, IPortfolioClosing, IPortfolioCloseOrder, IPortfolioContext, IStrategyTickResultClosed } from '../types.ts';

/** The user's hook as the engine asks it, within the context of the line that has closed. What it throws is told of that line. */
export function rebalanceOf(onClose: NonNullable<IPortfolioContext['onClose']>, scopeOf: (symbol: string, strategyName: string) => RunScope): Rebalance {
  return (rebalancing) => {
    const { nowMs, closed: { symbol, strategyName } } = rebalancing;
    const context = new HookContext(scopeOf(symbol, strategyName), nowMs, null);
    const over = (): void => void (context.settled = true);
    try {
      const answer = enter(context, () => onClose(closingOf(rebalancing, scopeOf)));
      if (isThenable(answer)) return Promise.resolve(answer).then(ordersOf).finally(over);
      over();
      return ordersOf(answer);
    } catch (error) {
      over();
      throw error;
    }
  };
}

function closingOf({ nowMs, closed: { symbol, strategyName, trade }, account, open }: Rebalancing, scopeOf: (symbol: string, strategyName: string) => RunScope): IPortfolioClosing {
  const namesOf = (...line: [string, string]): RunScope['names'] => scopeOf(...line).names;
  const closed = tickResultOf({ kind: 'closed', trade, atMs: trade.closedAtMs, knownAtMs: nowMs, price: trade.exit.quotedPrice }, namesOf(symbol, strategyName)) as IStrategyTickResultClosed;
  return {
    when: new Date(nowMs),
    closed,
    account: accountOf(account),
    open: open.map(({ position: { plan, openedAtMs, entry }, ...line }) => ({ ...line, signal: rowOf(plan, openedAtMs, namesOf(line.symbol, line.strategyName)), quantity: entry.quantity })),
  };
}

function accountOf({ capitalQuote, equityQuote, peakEquityQuote, dayStartEquityQuote }: AccountView): IPortfolioAccount {
  return { capital: capitalQuote, equity: equityQuote, peakEquity: peakEquityQuote, dayStartEquity: dayStartEquityQuote };
}

/** Only the name of the reason is another one here; the engine says what is wrong with the rest. */
function ordersOf(answer: readonly IPortfolioCloseOrder[] | void): readonly CloseOrder[] | void {
  if (!Array.isArray(answer)) return answer as undefined;
  return (answer as readonly IPortfolioCloseOrder[]).map(({ reason, ...order }) => ({ ...order, reasonText: reason }));
}
