import type { ActivePosition, RiskRule, Side } from '@tradewright/core';
import { checkChoice, checkCount, nameOf, type RuleOptions } from './check.ts';
import { compared } from './compared.ts';
import { scopeOf, sumTogether, textIn, type GroupOptions } from './scope.ts';
import { ALLOWED, refused } from './verdict.ts';

export interface MaxOpenPositionsOptions extends RuleOptions, GroupOptions {
  /** Open positions and reservations, the one that is asked for included. */
  readonly max: number;
  /** Counts those of one `strategy`, `symbol` or `exchange`, or of one value of a label. Default: all together. */
  readonly per?: string | undefined;
  /** Counts, and refuses, positions of this side only. */
  readonly side?: Side | undefined;
}

/** Refuses what would be one position too many. */
export function maxOpenPositions(options: MaxOpenPositionsOptions): RiskRule {
  const name = nameOf('max-open-positions', options);
  const { max, per = 'all', side } = options;
  checkCount(`${name}: max`, max);
  if (side !== undefined) checkChoice(`${name}: side`, side, ['long', 'short']);
  const scope = scopeOf(name, per, options);
  const ofSide = side === undefined ? null : ({ plan }: ActivePosition): number => (plan.side === side ? 1 : 0);
  return {
    name,
    judge(request) {
      if (side !== undefined && request.plan.side !== side) return ALLOWED;
      const open = sumTogether(scope, request, ofSide);
      if (typeof open !== 'number') return open;
      return open < max ? ALLOWED : refused(name, `${textIn(scope, request)}${side === undefined ? '' : ` ${side}`} positions ${compared(open + 1, '>', max)}`);
    },
  };
}

/** Refuses a second position in a symbol, on whatever exchange and by whatever strategy. */
export function onePerSymbol({ name = 'one-per-symbol' }: RuleOptions = {}): RiskRule {
  return maxOpenPositions({ name, max: 1, per: 'symbol' });
}
