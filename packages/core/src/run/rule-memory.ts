import { InputError } from '../error.ts';
import type { RiskEvent, RiskRule } from '../ports/risk-rule.ts';
import { isThenable, textOfThrown } from '../thrown.ts';
import type { TimestampMs } from '../units.ts';
import { whyNoJson } from './plain-json.ts';

/** What each rule remembers, by its name: plain JSON values. */
export type RuleStates = Readonly<Record<string, unknown>>;

/** What a rule remembers now. */
export function stateOf(states: RuleStates, { name, initial }: RiskRule): unknown {
  return Object.hasOwn(states, name) ? states[name] : initial;
}

/**
 * What the rules remember after an event: the same object where none of them has learnt anything.
 *
 * @param onFault - hears of a rule that could not learn, and remembers what it did before. Default: it is thrown
 * @throws {InputError} `risk/fold` for a rule that throws, or gives what no store could keep
 */
export function foldStates(rules: readonly RiskRule[], states: RuleStates, event: RiskEvent, onFault: (error: InputError) => void = fail): RuleStates {
  let folded = states;
  for (const rule of rules) {
    if (rule.fold === undefined) continue;
    try {
      const before = stateOf(folded, rule);
      const after = rule.fold(before, event);
      if (after === before) continue;
      checkMemory(after);
      folded = { ...folded, [rule.name]: after };
    } catch (cause) {
      // One made of several has said which of them it was.
      onFault(cause instanceof InputError && cause.code === 'risk/fold' ? cause : new InputError('risk/fold', `Risk rule ${rule.name} could not learn what was ${event.kind} at ${timeText(event.nowMs)}: ${textOfThrown(cause)}. It remembers what it did before; mend its fold, which must give plain JSON whatever happens.`, { cause }));
    }
  }
  return folded;
}

function fail(error: InputError): never {
  throw error;
}

function checkMemory(memory: unknown): void {
  if (isThenable(memory)) {
    // Nobody waits for it, and nobody else would hear of its failure.
    void Promise.resolve(memory).catch(() => undefined);
    throw new TypeError('it must remember at once, not give a promise');
  }
  const why = whyNoJson(memory);
  if (why !== null) throw new TypeError(`what it would remember is no plain JSON: ${why}`);
}

function timeText(ms: TimestampMs): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
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
