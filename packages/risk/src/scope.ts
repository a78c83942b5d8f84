import type { ActivePosition, RiskRequest, RiskVerdict } from '@tradewright/core';
import { checkChoice, mistake } from './check.ts';
import { ONLY_LABEL, type Groups } from './groups.ts';
import { OWN_SCOPES, type OwnScope } from './own-scopes.ts';
import { ALLOWED, refused } from './verdict.ts';

/** What a rule does where a symbol lacks the label that it counts by: it never guesses. */
export type OnUnknown = 'refuse' | 'allow' | 'error';

export interface GroupOptions {
  /** Needed where `per` is a label. */
  readonly groups?: Groups | undefined;
  /** For symbols without the label. Default `refuse`; `allow` leaves them out of every count. */
  readonly unknown?: OnUnknown | undefined;
}

type Named = Pick<ActivePosition, 'symbol' | 'strategyName' | 'exchangeName'>;

/** Which positions count together: those of one key. */
export interface Scope {
  /** `null` where the label is not known. */
  keyOf(position: Named): string | null;
  /** What counts together with a position, as reasons show it. */
  textOf(position: Named): string;
  whereUnknown(symbol: string): RiskVerdict;
}

const OWN: Readonly<Record<OwnScope, Scope>> = {
  all: { keyOf: () => '', textOf: () => 'all', whereUnknown: () => ALLOWED },
  symbol: { keyOf: ({ symbol }) => symbol, textOf: ({ symbol }) => symbol, whereUnknown: () => ALLOWED },
  strategy: { keyOf: ({ strategyName }) => strategyName, textOf: ({ strategyName }) => `strategy ${strategyName}`, whereUnknown: () => ALLOWED },
  exchange: { keyOf: ({ exchangeName }) => exchangeName, textOf: ({ exchangeName }) => `exchange ${exchangeName}`, whereUnknown: () => ALLOWED },
};

/**
 * @param per - `all`, `symbol` (on whatever exchange), `strategy`, `exchange`, or a label of the groups
 * @throws {InputError} `risk/group` for a label that no symbol has
 */
export function scopeOf(ruleName: string, per: string, { groups, unknown = 'refuse' }: GroupOptions): Scope {
  checkChoice(`${ruleName}: unknown`, unknown, ['refuse', 'allow', 'error']);
  if (OWN_SCOPES.has(per)) return OWN[per as OwnScope];
  if (groups === undefined) throw mistake('risk/group', `${ruleName}: per is ${JSON.stringify(per)}, which is a label, and no groups are given.`);
  if (!groups.labels.has(per)) throw mistake('risk/group', `${ruleName}: no symbol has a label called ${JSON.stringify(per)}; there are: ${[...groups.labels].join(', ')}.`);
  return {
    keyOf: ({ symbol }) => groups.of(symbol, per),
    textOf({ symbol }) {
      const value = String(groups.of(symbol, per));
      return per === ONLY_LABEL ? `${value} group` : `${per} ${value}`;
    },
    whereUnknown(symbol) {
      const why = `no ${per} is known of ${symbol}`;
      if (unknown === 'error') throw mistake('risk/group', `${ruleName}: ${why}.`);
      return unknown === 'allow' ? ALLOWED : refused(ruleName, why);
    },
  };
}

/**
 * The sum over the positions that count together with a request, or the verdict where a label is not known: the
 * request's own, or that of a position which may or may not count.
 */
export function sumTogether(scope: Scope, request: RiskRequest, weigh: (position: ActivePosition, request: RiskRequest) => number): number | RiskVerdict {
  const key = scope.keyOf(request);
  if (key === null) return scope.whereUnknown(request.symbol);
  let sum = 0;
  for (const position of request.activePositions) {
    const other = scope.keyOf(position);
    if (other === key) sum += weigh(position, request);
    else if (other === null) {
      const verdict = scope.whereUnknown(position.symbol);
      if (!verdict.allowed) return verdict;
    }
  }
  return sum;
}
