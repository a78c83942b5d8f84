import { assert, assertEqual } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { frozen } from '../../frozen.ts';
import { brokenAccounts } from '../account-with.ts';
import { at, shown, stateAfter, type AnyRule, type RiskLook, type RiskRuleSubject } from './place.ts';

function seenBy(rule: AnyRule, { account, nowMs, after }: RiskLook): string | null {
  return rule.watch!(account, nowMs, stateAfter(rule, after));
}

function assertReason(reason: string | null, what: string): void {
  assert(reason === null || (typeof reason === 'string' && reason.trim() !== ''), `${what}: watch gave ${shown(reason)}, which is neither a reason nor null`);
}

/** What has everything closed says why, and depends on the account alone. A rule that does not watch passes. */
export const watchingCases: readonly SuiteCase<RiskRuleSubject>[] = [
  at('RR-17', 'has everything closed where its subject says so, and nowhere else', async ({ looks = [] }, rule) => {
    if (rule.watch === undefined) return assert(looks.length === 0, 'the subject has looks, and the rule does not watch');
    for (const closesAll of [true, false]) assert(looks.some((look) => look.closesAll === closesAll), `the rule watches: give its subject a look that ${closesAll ? 'closes everything' : 'closes nothing'}`);
    for (const [i, look] of looks.entries()) {
      const reason = seenBy(rule, look);
      assertReason(reason, `look ${i + 1}`);
      assert((reason !== null) === look.closesAll, `look ${i + 1} gave ${shown(reason)}`);
    }
  }),
  at('RR-18', 'sees the same again, changes nothing by looking, and stands any account', async (subject, rule) => {
    if (rule.watch === undefined) return;
    for (const [i, look] of (subject.looks ?? []).entries()) {
      const first = seenBy(rule, look);
      const state = frozen(stateAfter(rule, look.after));
      for (const [what, account] of brokenAccounts(look.account)) assertReason(rule.watch(frozen(account), look.nowMs, state), `look ${i + 1} with ${what}`);
      for (const one of [rule, subject.rule()]) assertEqual(one.watch?.(frozen(look.account), look.nowMs, state), first, `look ${i + 1} again`);
    }
  }),
];
