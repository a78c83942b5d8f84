import type { AccountView, RiskEvent, RiskRequest, RiskRule, RiskVerdict, TimestampMs } from '@tradewright/core';
import { refused } from './verdict.ts';

type Reset = Extract<RiskEvent, { kind: 'reset' }>;

/** A rule that remembers, written over a state that is known to be well-formed. */
export interface Remembering<State> {
  readonly name: string;
  readonly needsAccount?: boolean;
  readonly initial: State;
  /** Whether a stored value is a state of this rule. */
  reads(stored: unknown): stored is State;
  judge(request: RiskRequest, state: State): RiskVerdict;
  /** Every event but `reset`. */
  fold(state: State, event: Exclude<RiskEvent, Reset>): State;
  /** Default: it begins anew. */
  reset?(state: State, event: Reset): State;
  watch?(account: AccountView, nowMs: TimestampMs, state: State): string | null;
}

/**
 * The rule, proof against states that somebody else has written: with one that it cannot read it refuses everything until
 * it is reset, for to begin anew by itself would forget a stop.
 */
export function remembering<State>(rule: Remembering<State>): RiskRule {
  const { name, needsAccount = false, initial } = rule;
  const known = (stored: unknown): State | null => {
    if (stored === undefined) return initial;
    return rule.reads(stored) ? stored : null;
  };
  return {
    name,
    initial,
    ...(needsAccount ? { needsAccount } : undefined),
    judge(request, stored) {
      const state = known(stored);
      return state === null ? refused(name, 'what it remembers cannot be read; reset the rule to begin anew') : rule.judge(request, state);
    },
    fold(stored, event) {
      const state = known(stored);
      if (event.kind !== 'reset') return state === null ? stored : sameOr(stored, state, rule.fold(state, event));
      if (event.ruleName !== null && event.ruleName !== name) return stored;
      const begun = state === null ? initial : (rule.reset?.(state, event) ?? initial);
      return JSON.stringify(begun) === JSON.stringify(stored) ? stored : begun;
    },
    ...(rule.watch === undefined ? undefined : {
      watch(account: AccountView, nowMs: TimestampMs, stored: unknown) {
        const state = known(stored);
        return state === null ? null : rule.watch!(account, nowMs, state);
      },
    }),
  };
}

/** What was stored where nothing has changed: also where that was nothing. */
function sameOr<State>(stored: unknown, before: State, after: State): unknown {
  return after === before ? stored : after;
}

/** Whether a value is a plain object of fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function areInstants(value: unknown): value is readonly TimestampMs[] {
  return Array.isArray(value) && value.every((atMs) => Number.isFinite(atMs));
}
