import type { AccountView, RiskRequest, RiskVerdict } from '@tradewright/core';

export const ALLOWED: RiskVerdict = Object.freeze({ allowed: true });

/** A no that says which rule said it, and why. */
export function refused(ruleName: string, why: string): RiskVerdict {
  return { allowed: false, reason: `refused by ${ruleName}: ${why}` };
}

/** A judgement that measures against equity: refused where there is none to measure by. */
export function byEquity(ruleName: string, judge: (request: RiskRequest, account: AccountView) => RiskVerdict): (request: RiskRequest) => RiskVerdict {
  return (request) => {
    const { account } = request;
    if (account === null) return refused(ruleName, 'the run has no capital to measure by');
    const { equityQuote } = account;
    if (Number.isFinite(equityQuote) && equityQuote > 0) return judge(request, account);
    return refused(ruleName, Number.isFinite(equityQuote) ? `equity is ${equityQuote}, nothing is left to trade with` : 'equity is not known');
  };
}
