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

/** Which positions count together: all, or those that have one symbol, strategy, exchange or value of a label in common. */
export interface Scope {
  readonly ruleName: string;
  readonly by: OwnScope | 'label';
  readonly label: string;
  /** Of the label, by symbol. */
  readonly values: ReadonlyMap<string, string>;
  readonly unknown: OnUnknown;
}

const NO_VALUES: ReadonlyMap<string, string> = new Map();

/**
 * @param per - `all`, `symbol` (on whatever exchange), `strategy`, `exchange`, or a label of the groups
 * @throws {InputError} `risk/group` for a label that no symbol has
 */
export function scopeOf(ruleName: string, per: string, { groups, unknown = 'refuse' }: GroupOptions): Scope {
  checkChoice(`${ruleName}: unknown`, unknown, ['refuse', 'allow', 'error']);
  if (OWN_SCOPES.has(per)) return { ruleName, by: per as OwnScope, label: '', values: NO_VALUES, unknown };
  if (groups === undefined) throw mistake('risk/group', `${ruleName}: per is ${JSON.stringify(per)}, which is a label, and no groups are given.`);
  const values = groups.labels.get(per);
  if (values === undefined) throw mistake('risk/group', `${ruleName}: no symbol has a label called ${JSON.stringify(per)}; there are: ${[...groups.labels.keys()].join(', ')}.`);
  return { ruleName, by: 'label', label: per, values, unknown };
}

type Named = Pick<ActivePosition, 'symbol' | 'strategyName' | 'exchangeName'>;

/** What positions that count together have in common; `null` where the label is not known. */
export function keyIn({ by, values }: Scope, position: Named): string | null {
  switch (by) {
    case 'all':
      return by;
    case 'symbol':
      return position.symbol;
    case 'strategy':
      return position.strategyName;
    case 'exchange':
      return position.exchangeName;
    case 'label':
      return values.get(position.symbol) ?? null;
  }
}

/** What counts together with a position, as reasons show it. */
export function textIn(scope: Scope, position: Named): string {
  const { by, label } = scope;
  const key = String(keyIn(scope, position));
  if (by === 'all' || by === 'symbol') return key;
  if (by === 'label') return label === ONLY_LABEL ? `${key} group` : `${label} ${key}`;
  return `${by} ${key}`;
}

/**
 * The sum over the positions that count together with a request, or the verdict where a label is not known: the
 * request's own, or that of a position which may or may not count.
 *
 * @param weigh - `null` counts each as one
 */
export function sumTogether(scope: Scope, request: RiskRequest, weigh: ((position: ActivePosition) => number) | null): number | RiskVerdict {
  const key = keyIn(scope, request);
  if (key === null) return whereUnknown(scope, request.symbol);
  let sum = 0;
  for (const position of request.activePositions) {
    const other = keyIn(scope, position);
    if (other === key) sum += weigh === null ? 1 : weigh(position);
    else if (other === null) {
      const verdict = whereUnknown(scope, position.symbol);
      if (!verdict.allowed) return verdict;
    }
  }
  return sum;
}

function whereUnknown({ ruleName, label, unknown }: Scope, symbol: string): RiskVerdict {
  const why = `no ${label} is known of ${symbol}`;
  if (unknown === 'error') throw mistake('risk/group', `${ruleName}: ${why}.`);
  return unknown === 'allow' ? ALLOWED : refused(ruleName, why);
}
