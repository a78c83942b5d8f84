import { isThenable, type Interval, type Quantity, type RiskEvent, type RiskRequest, type RiskRule, type RiskVerdict } from '@tradewright/core';
import { checkRiskRules, failed, foldStates, leftBy, stateOf, type RuleStates } from '@tradewright/core/run';
import { nameOf } from './check.ts';
import { isRecord } from './memory.ts';
import { ALLOWED, refused } from './verdict.ts';

/** Parts the name of a rule from what it said. */
const MARK = ': ';

/**
 * One rule out of many, which judge in order: the first no wins, each may leave less to the next. Synchronous as long as
 * all of them are. What they remember is kept by name under the one name.
 *
 * @throws {InputError} `risk/name` for two rules of one name
 */
export function compose(name: string, rules: readonly RiskRule[]): RiskRule {
  nameOf('compose', { name });
  for (const rule of rules) nameOf(name, rule);
  checkRiskRules(rules, true);
  const history = historyOf(rules);
  return {
    name,
    initial: {},
    ...(rules.some(({ needsAccount }) => needsAccount === true) ? { needsAccount: true } : undefined),
    ...(history === null ? undefined : { history }),
    judge(request, stored) {
      const states = statesOf(stored);
      return states === null ? refused(name, 'what its rules remember cannot be read; reset it to begin anew') : judgeFrom(0, rules, states, request);
    },
    fold(stored, event) {
      const states = statesOf(stored);
      const own = event.kind === 'reset' && (event.ruleName === null || event.ruleName === name);
      if (states === null) return own ? {} : stored;
      const nested = nestedOf(name, event);
      // A stop of another rule that is called like one of these is not theirs.
      const hearing = nested === event && event.kind === 'stopped' ? rules.filter((rule) => rule.name !== event.ruleName) : rules;
      const folded = foldStates(hearing, states, nested);
      return folded === states ? stored : folded;
    },
    ...(rules.some(({ watch }) => watch !== undefined) ? { watch: watchAll(rules) } : undefined),
  };
}

/** The longest past of each interval that one of them looks at; `null` where none does. */
function historyOf(rules: readonly RiskRule[]): NonNullable<RiskRule['history']> | null {
  const longest = new Map<Interval, number>();
  for (const { history = {} } of rules) {
    for (const [interval, candles] of Object.entries(history) as [Interval, number][]) longest.set(interval, Math.max(candles, longest.get(interval) ?? 0));
  }
  return longest.size === 0 ? null : Object.fromEntries(longest);
}

/** The first reason, with the name of who gave it: so that its `stopped` finds the way back. */
function watchAll(rules: readonly RiskRule[]): NonNullable<RiskRule['watch']> {
  return (account, nowMs, stored) => {
    const states = statesOf(stored);
    if (states === null) return null;
    for (const rule of rules) {
      const reason: unknown = rule.watch?.(account, nowMs, stateOf(states, rule)) ?? null;
      if (isThenable(reason)) void Promise.resolve(reason).catch(() => undefined); // nobody else would hear of its failure
      if (reason !== null && typeof reason !== 'string') throw new TypeError(`${rule.name} must give a reason or null at once, not ${typeof reason}`);
      if (reason !== null) return `${rule.name}${MARK}${reason}`;
    }
    return null;
  };
}

/** An event that names the whole as its rules are to hear it: a reset means all of them, a stop the one that gave the reason. */
function nestedOf(name: string, event: RiskEvent): RiskEvent {
  if (event.kind === 'reset') return event.ruleName === name ? { ...event, ruleName: null } : event;
  if (event.kind !== 'stopped' || event.ruleName !== name) return event;
  const at = event.reason.indexOf(MARK);
  return at < 0 ? event : { ...event, ruleName: event.reason.slice(0, at), reason: event.reason.slice(at + MARK.length) };
}

function statesOf(stored: unknown): RuleStates | null {
  if (stored === undefined) return {};
  return isRecord(stored) ? stored : null;
}

/** Judges from the rule at `first` on. `wanted`: the quantity of the whole question. */
function judgeFrom(first: number, rules: readonly RiskRule[], states: RuleStates, request: RiskRequest, wanted = request.quantity): RiskVerdict | Promise<RiskVerdict> {
  let asked = request;
  for (let i = first; i < rules.length; i++) {
    const rule = rules[i]!;
    try {
      // A copy for each: what one writes into its question is not the question of the next.
      const verdict = rule.judge({ ...asked }, stateOf(states, rule));
      if (isThenable(verdict)) return Promise.resolve(verdict).then((settled) => judgeOn(settled, i, rules, states, asked, wanted), (thrown: unknown) => failed(rule.name, thrown));
      const left = leftBy(rule.name, verdict, asked.quantity);
      if (typeof left !== 'number') return left;
      if (left !== asked.quantity) asked = { ...asked, quantity: left };
    } catch (thrown) {
      return failed(rule.name, thrown);
    }
  }
  return asked.quantity === wanted ? ALLOWED : { allowed: true, maxQuantity: asked.quantity };
}

function judgeOn(verdict: RiskVerdict, at: number, rules: readonly RiskRule[], states: RuleStates, asked: RiskRequest, wanted: Quantity): RiskVerdict | Promise<RiskVerdict> {
  const left = leftBy(rules[at]!.name, verdict, asked.quantity);
  return typeof left === 'number' ? judgeFrom(at + 1, rules, states, { ...asked, quantity: left }, wanted) : left;
}
