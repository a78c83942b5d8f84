import { EngineError } from '../../../error.ts';
import type { AccountView } from '../../../ports/account-view.ts';
import type { RiskEvent, RiskRequest, RiskRule, RiskVerdict } from '../../../ports/risk-rule.ts';
import { isThenable, textOfThrown } from '../../../thrown.ts';
import type { TimestampMs } from '../../../units.ts';
import { assert, CaseFailure } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';

export type RiskAnswer = 'allowed' | 'lowered' | 'refused';

/** A question whose answer is known. */
export interface RiskQuestion {
  /** What happened before it, oldest first. Default: nothing. */
  readonly after?: readonly RiskEvent[];
  readonly request: RiskRequest;
  readonly answer: RiskAnswer;
}

/** A look of a rule that watches, with what is to come of it. */
export interface RiskLook {
  /** What happened before it, oldest first. Default: nothing. */
  readonly after?: readonly RiskEvent[];
  readonly account: AccountView;
  readonly nowMs: TimestampMs;
  readonly closesAll: boolean;
}

/** A rule, and what is known of it. */
export interface RiskRuleSubject {
  /** Makes the rule, another object with every call. */
  rule(): RiskRule;
  /** At least one that it allows or lowers, and one that it refuses or lowers unless it only watches or records. */
  readonly questions: readonly RiskQuestion[];
  /** For a rule that watches: at least one that closes everything, and one that does not. */
  readonly looks?: readonly RiskLook[];
}

/** What a rule may do without, if its subject says why under `lacks`. */
export type RiskRuleNeed = 'naming';

/** A rule under its name: what it remembers is its own matter. */
export type AnyRule = RiskRule<unknown>;

/** A case that gets a subject and a rule of it. */
export function at(id: string, title: string, run: (subject: RiskRuleSubject, rule: AnyRule) => Promise<void>, needs?: RiskRuleNeed): SuiteCase<RiskRuleSubject> {
  return {
    id,
    title,
    ...(needs === undefined ? {} : { needs }),
    async run(fresh) {
      const subject = await fresh();
      await run(subject, subject.rule());
    },
  };
}

/** What a rule that learns remembers after an event. */
export function learnt(rule: AnyRule, state: unknown, event: RiskEvent): unknown {
  let after: unknown;
  try {
    after = rule.fold!(state, event);
  } catch (error) {
    throw new CaseFailure(`it failed to learn that ${event.kind}: ${textOfThrown(error)}`);
  }
  assert(!isThenable(after), 'it learns in a promise: fold must be synchronous');
  return after;
}

/** What a rule remembers after events. */
export function stateAfter(rule: AnyRule, events: readonly RiskEvent[] = []): unknown {
  return rule.fold === undefined ? rule.initial : events.reduce((state, event) => learnt(rule, state, event), rule.initial);
}

/** The verdict on a question that an author wrote. */
export async function verdictOn(rule: AnyRule, { request, after }: RiskQuestion): Promise<RiskVerdict> {
  return rule.judge(request, stateAfter(rule, after));
}

/** The verdict, or the text of a typed error, which refuses as well. */
export async function verdictOrError(rule: AnyRule, request: RiskRequest, state: unknown, what: string): Promise<RiskVerdict> {
  try {
    return await rule.judge(request, state);
  } catch (error) {
    assert(error instanceof EngineError, `${what}: it failed with ${textOfThrown(error)}; a refusal is a value, a failure an EngineError`);
    return { allowed: false, reason: error.message };
  }
}

/** What a verdict comes to. It must be one. */
export function answerIn(verdict: RiskVerdict, { quantity }: RiskRequest, what: string): RiskAnswer {
  assert(typeof verdict === 'object' && verdict !== null && typeof verdict.allowed === 'boolean', `${what}: the verdict says neither yes nor no: ${shown(verdict)}`);
  if (!verdict.allowed) {
    assert(typeof verdict.reason === 'string' && verdict.reason.trim() !== '', `${what}: it is refused without a reason`);
    return 'refused';
  }
  const { maxQuantity } = verdict;
  if (maxQuantity === undefined) return 'allowed';
  assert(Number.isFinite(maxQuantity) && maxQuantity > 0, `${what}: it is allowed up to ${shown(maxQuantity)}; where nothing may be opened, refuse it`);
  return maxQuantity < quantity ? 'lowered' : 'allowed';
}

/** A question in a few words. */
export function named(number: number, { answer }: RiskQuestion): string {
  return `question ${number + 1} (to be ${answer})`;
}

export function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}
