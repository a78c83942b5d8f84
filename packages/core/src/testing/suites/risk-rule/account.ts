import { assert } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { accountOf, brokenAccounts } from '../account-with.ts';
import { answerIn, at, named, stateAfter, verdictOrError, type RiskRuleSubject } from './place.ts';

/** Money that is missing or wrong refuses; it never allows. */
export const accountCases: readonly SuiteCase<RiskRuleSubject>[] = [
  at('RR-14', 'refuses without an account if it needs one, and judges if it does not', async ({ questions }, rule) => {
    // One that only watches, or only records, limits nothing without an account either.
    const limits = questions.some(({ answer }) => answer !== 'allowed');
    for (const [i, question] of questions.entries()) {
      const request = { ...question.request, account: null };
      const verdict = await verdictOrError(rule, request, stateAfter(rule, question.after), `${named(i, question)} without an account`);
      const answer = answerIn(verdict, request, `${named(i, question)} without an account`);
      if (rule.needsAccount === true) assert(answer === 'refused' || !limits, `${named(i, question)} is ${answer} without the account that the rule needs`);
      else assert(answer !== 'refused' || question.answer === 'refused', `${named(i, question)} is refused without an account: if the rule needs one, say so in needsAccount`);
    }
  }),
  at('RR-15', 'stands any account: empty, in debt, without prices, without numbers', async ({ questions }, rule) => {
    for (const [i, question] of questions.entries()) {
      if (question.request.account === null) continue;
      for (const [what, account] of brokenAccounts(question.request.account)) {
        const request = { ...question.request, account };
        answerIn(await verdictOrError(rule, request, stateAfter(rule, question.after), `${named(i, question)} with ${what}`), request, `${named(i, question)} with ${what}`);
      }
    }
  }),
  at('RR-16', 'allows nothing because equity is no number', async ({ questions }, rule) => {
    for (const [i, question] of questions.entries()) {
      if (question.answer === 'allowed' || question.request.account === null) continue;
      const request = { ...question.request, account: accountOf(question.request.account, NaN) };
      const what = `${named(i, question)} with equity that is no number`;
      assert(answerIn(await verdictOrError(rule, request, stateAfter(rule, question.after), what), request, what) !== 'allowed', `${what} is allowed: compare so that NaN refuses`);
    }
  }),
];
