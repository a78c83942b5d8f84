import type { RiskRequest } from '../../../ports/risk-rule.ts';
import { textOfThrown } from '../../../thrown.ts';
import { assert, assertEqual, CaseFailure } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { frozen } from '../../frozen.ts';
import { positionOf } from '../../questions.ts';
import { askersOf } from './history.ts';
import { answerIn, at, named, stateAfter, verdictOn, verdictOrError, type RiskQuestion, type RiskRuleSubject } from './place.ts';

/** Requests like this one that a rule is asked as well. */
function variationsOf({ request }: RiskQuestion, questions: readonly RiskQuestion[]): readonly RiskRequest[] {
  const crowd = Array.from({ length: 100 }, (_, i) => positionOf({ ...askersOf(questions)[i % askersOf(questions).length]!, quantity: 1 + i }));
  const { plan, quantity } = request;
  const mirrored = { ...plan, side: plan.side === 'long' ? 'short' : 'long', takeProfitPrice: plan.stopLossPrice, stopLossPrice: plan.takeProfitPrice } as const;
  return [
    request,
    { ...request, quantity: quantity * 1e-9 },
    { ...request, quantity: quantity * 1e9 },
    { ...request, plan: mirrored },
    { ...request, at: 'activation', plan: { ...plan, waits: true } },
    { ...request, activePositions: [] },
    { ...request, activePositions: crowd },
  ];
}

/** A verdict depends on the question, and on nothing else. */
export const verdictCases: readonly SuiteCase<RiskRuleSubject>[] = [
  at('RR-01', 'has a name, the same whenever it is made', async (subject, rule) => {
    assert(typeof rule.name === 'string' && rule.name.trim() !== '', 'it has no name');
    assertEqual(subject.rule().name, rule.name, 'its name when it was made again');
    assert(subject.rule() !== rule, 'the subject hands out one object twice: make the rule anew at every call');
  }),
  at('RR-02', 'answers as its subject says', async ({ questions, looks = [] }, rule) => {
    assert(questions.some(({ answer }) => answer !== 'refused'), 'the subject has no question that is allowed or lowered');
    const limitsNothing = looks.length > 0 || rule.fold !== undefined;
    assert(questions.some(({ answer }) => answer !== 'allowed') || limitsNothing, 'the subject has no question that is refused or lowered, and the rule neither watches nor records');
    for (const [i, question] of questions.entries()) {
      const verdict = await verdictOn(rule, question);
      assert(answerIn(verdict, question.request, named(i, question)) === question.answer, `${named(i, question)}: the verdict is ${JSON.stringify(verdict)}`);
    }
  }),
  at('RR-03', 'gives a reason with every refusal, and a quantity that can be traded with every limit', async ({ questions }, rule) => {
    for (const [i, question] of questions.entries()) {
      const state = stateAfter(rule, question.after);
      for (const request of variationsOf(question, questions)) answerIn(await verdictOrError(rule, request, state, named(i, question)), request, named(i, question));
    }
  }),
  at('RR-04', 'names itself in its reasons', async ({ questions }, rule) => {
    for (const [i, question] of questions.entries()) {
      const verdict = await verdictOn(rule, question);
      assert(verdict.allowed || verdict.reason.includes(rule.name), `${named(i, question)}: nothing in ${JSON.stringify(verdict)} says that ${rule.name} refused`);
    }
  }, 'naming'),
  at('RR-05', 'says the same again, whatever it was asked meanwhile, and so does the same rule made anew', async (subject, rule) => {
    const first: string[] = [];
    for (const question of subject.questions) first.push(JSON.stringify(await verdictOn(rule, question)));
    const anew = subject.rule();
    for (let round = 0; round < 20; round++) {
      for (const [i, question] of subject.questions.entries()) {
        assertEqual(JSON.stringify(await verdictOn(rule, question)), first[i], `${named(i, question)} again`);
        assertEqual(JSON.stringify(await verdictOn(anew, question)), first[i], `${named(i, question)}, the rule made anew`);
      }
    }
  }),
  at('RR-06', 'changes nothing that it is asked about, and nothing that it remembers by judging', async ({ questions }, rule) => {
    for (const [i, question] of questions.entries()) {
      const state = frozen(stateAfter(rule, question.after));
      try {
        await rule.judge(frozen(question.request), state);
      } catch (error) {
        throw new CaseFailure(`${named(i, question)}, asked with what nobody can change: ${textOfThrown(error)}`);
      }
    }
  }),
];
