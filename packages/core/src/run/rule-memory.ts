import { InputError } from '../error.ts';
import type { RiskEvent, RiskRule } from '../ports/risk-rule.ts';

/** What each rule remembers, by its name: plain JSON values. */
export type RuleStates = Readonly<Record<string, unknown>>;

/** What a rule remembers now. */
export function stateOf(states: RuleStates, { name, initial }: RiskRule): unknown {
  return Object.hasOwn(states, name) ? states[name] : initial;
}

/** What the rules remember after an event: the same object where none of them has learnt anything. */
export function foldStates(rules: readonly RiskRule[], states: RuleStates, event: RiskEvent): RuleStates {
  let folded = states;
  for (const rule of rules) {
    if (rule.fold === undefined) continue;
    const before = stateOf(folded, rule);
    const after = rule.fold(before, event);
    if (after !== before) folded = { ...folded, [rule.name]: after };
  }
  return folded;
}

/**
 * Rules that can judge together.
 *
 * @throws {InputError} `risk/name` for two of one name, `risk/capital` for one that needs an account where there is none
 */
export function checkRiskRules(rules: readonly RiskRule[], hasAccount: boolean): void {
  const names = new Set<string>();
  for (const { name, needsAccount } of rules) {
    if (names.has(name)) throw new InputError('risk/name', `Two risk rules are called ${name}. What a rule remembers is kept under its name: give one of them another.`);
    names.add(name);
    if (needsAccount === true && !hasAccount) throw new InputError('risk/capital', `Risk rule ${name} measures against equity, and this run has no capital. Give it some, or leave the rule out.`);
  }
}
