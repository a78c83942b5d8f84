import type { RiskEvent } from '../../../ports/risk-rule.ts';
import { assert, assertEqual } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { firstDifference } from '../../difference.ts';
import { frozen } from '../../frozen.ts';
import { HOUR_MS, historyOf, lastInstantOf } from './history.ts';
import { at, learnt, named, stateAfter, verdictOn, verdictOrError, type AnyRule, type RiskRuleSubject } from './place.ts';

const TWELVE_HOURS_MS = 12 * HOUR_MS;

const throughJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function assertPlain(state: unknown, what: string): void {
  const difference = firstDifference(state, throughJson(state));
  assert(difference === null, `${what} it remembers what JSON cannot keep: ${difference}`);
}

/** Verdicts on all questions of a subject at one instant, given what the rule remembers. */
async function verdictsAt(rule: AnyRule, { questions }: RiskRuleSubject, nowMs: number, state: unknown): Promise<string> {
  const verdicts = [];
  for (const [i, question] of questions.entries()) verdicts.push(await verdictOrError(rule, { ...question.request, nowMs }, state, named(i, question)));
  return JSON.stringify(verdicts);
}

/** What a rule remembers is a plain value that follows from the events alone. A rule that remembers nothing passes. */
export const memoryCases: readonly SuiteCase<RiskRuleSubject>[] = [
  at('RR-07', 'remembers nothing but plain JSON', async ({ questions }, rule) => {
    assertPlain(rule.initial, 'At first');
    if (rule.fold === undefined) return;
    assert(rule.initial !== undefined, 'it learns, so it needs an `initial` to learn from');
    let state: unknown = rule.initial;
    for (const event of historyOf(rule.name, questions, 500)) assertPlain((state = learnt(rule, state, event)), `After ${event.kind}`);
  }),
  at('RR-08', 'judges and learns the same after a restart', async (subject, rule) => {
    if (rule.fold === undefined) return;
    let [state, stored] = [rule.initial, throughJson(rule.initial)];
    let number = 0;
    for (const event of historyOf(rule.name, subject.questions, 500)) {
      state = learnt(rule, state, event);
      stored = throughJson(learnt(rule, stored, throughJson(event) as RiskEvent));
      if (++number % 10 > 0) continue;
      const anew = subject.rule();
      assertEqual(await verdictsAt(anew, subject, event.nowMs, stored), await verdictsAt(rule, subject, event.nowMs, state), `verdicts after ${number} events and a restart`);
    }
  }),
  at('RR-09', 'learns the same again, and changes neither the event nor what it remembered before', async ({ questions }, rule) => {
    if (rule.fold === undefined) return;
    let state: unknown = frozen(rule.initial);
    for (const event of historyOf(rule.name, questions, 500)) {
      const untouchable = frozen(event);
      const after = learnt(rule, state, untouchable);
      const difference = firstDifference(learnt(rule, state, untouchable), after);
      assert(difference === null, `it learns something else when it is told ${event.kind} again: ${difference}`);
      state = frozen(after);
    }
  }),
  at('RR-10', 'gives back the same object where it has learnt nothing', async ({ questions }, rule) => {
    if (rule.fold === undefined) return;
    let state: unknown = rule.initial;
    for (const event of historyOf(rule.name, questions, 500)) {
      const after = learnt(rule, state, event);
      assert(Object.is(after, state) || firstDifference(after, state) !== null, `it makes a new object of what it remembers at ${event.kind}, though that changes nothing: each is a write to the store`);
      state = after;
    }
  }),
  at('RR-11', 'hears of what it knows nothing about', async ({ questions }, rule) => {
    if (rule.fold === undefined) return;
    // Positions from before the rule was added, and everything twice.
    const events = [...historyOf(rule.name, questions, 200)];
    for (const event of [...events.filter(({ kind }) => kind !== 'reserved'), ...events]) {
      for (const state of [rule.initial, learnt(rule, rule.initial, event)]) learnt(rule, learnt(rule, state, event), event);
    }
  }),
  at('RR-12', 'remembers no more after 10,000 events than after 5,000', async ({ questions }, rule) => {
    if (rule.fold === undefined) return;
    let [told, half, whole] = [0, 0, 0];
    let state: unknown = rule.initial;
    for (const event of historyOf(rule.name, questions, 10_500, TWELVE_HOURS_MS)) {
      // Years in which nobody resets anything: each half is longer than any window that is remembered by the day.
      if (event.kind === 'reset' || event.kind === 'stopped') continue;
      state = learnt(rule, state, event);
      if (++told % 100 > 0) continue;
      const size = JSON.stringify(state).length;
      if (told <= 5000) half = Math.max(half, size);
      else whole = Math.max(whole, size);
    }
    assert(whole <= half * 1.1 + 200, `what it remembers grows: at most ${half} characters in the first 5,000 events, ${whole} in the next`);
  }),
  at('RR-13', 'begins nothing anew when another rule is told to', async (subject, rule) => {
    if (rule.fold === undefined) return;
    for (const [i, question] of subject.questions.entries()) {
      const nowMs = lastInstantOf([question]);
      const reset: RiskEvent = { kind: 'reset', nowMs, equityQuote: null, ruleName: 'a rule that nobody has' };
      const verdict = await verdictOn(rule, question);
      const after = await rule.judge(question.request, stateAfter(rule, [...(question.after ?? []), reset]));
      assertEqual(after, verdict, `${named(i, question)} after the reset of another rule`);
    }
  }),
];
