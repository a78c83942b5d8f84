import type { RiskRule } from '@tradewright/core';
import { checkLimit, nameOf, type RuleOptions } from './check.ts';
import { compared } from './compared.ts';
import { ALLOWED, refused } from './verdict.ts';

const MOST = 1000;
/** 110.2 − 100 is not exactly twice 100 − 94.9. */
const ROUNDING_FRAC = 1e-9;

export interface MinRewardToRiskOptions extends RuleOptions {
  /** Least distance to the take-profit per distance to the stop-loss, from the entry, before costs. */
  readonly min: number;
}

/** Refuses plans that can win too little for what they can lose. */
export function minRewardToRisk(options: MinRewardToRiskOptions): RiskRule {
  const name = nameOf('min-reward-to-risk', options);
  const { min } = options;
  checkLimit(`${name}: min`, min, MOST);
  return {
    name,
    judge({ plan: { entryPrice, takeProfitPrice, stopLossPrice } }) {
      const riskQuote = Math.abs(entryPrice - stopLossPrice);
      if (!(riskQuote > 0)) return refused(name, 'entry and stop-loss are one price');
      const ratio = Math.abs(takeProfitPrice - entryPrice) / riskQuote;
      return ratio >= min * (1 - ROUNDING_FRAC) ? ALLOWED : refused(name, `reward to risk ${compared(ratio, '<', min)}`);
    },
  };
}
