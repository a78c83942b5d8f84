import { describe, expect, it } from 'vitest';
import type { RiskRule } from '../ports/risk-rule.ts';
import { DAY_MS } from '../units.ts';
import { BROKEN_RULES, SOUND_RULE, subjectOf } from './broken-rules.fixture.ts';
import { riskRequestOf } from './questions.ts';
import { riskRuleCases, type RiskRuleSubject } from './suites/risk-rule.ts';

/** Which cases fail for such a rule. */
async function failing(rule: () => RiskRule, known: Partial<RiskRuleSubject> = {}): Promise<string> {
  const failed: string[] = [];
  for (const { id, run } of riskRuleCases) await run(() => ({ ...subjectOf(rule), ...known })).catch(() => failed.push(id));
  return failed.join(' ');
}

const watching = (): RiskRule => ({ ...SOUND_RULE(), judge: () => ({ allowed: true }) });

const recording = (): RiskRule => {
  const { watch: _, ...rule } = watching();
  return rule;
};

const halving = (): RiskRule => ({ name: 'halving', judge: ({ quantity }) => ({ allowed: true, maxQuantity: quantity / 2 }) });

const YEAR_DAYS = 365;
const yearly = (): RiskRule => ({
  name: 'yearly',
  initial: [],
  judge: () => ({ allowed: true }),
  fold(days, { nowMs }) {
    const [day, before] = [Math.floor(nowMs / DAY_MS), days as readonly number[]];
    return before.includes(day) ? before : [...before.filter((other) => other > day - YEAR_DAYS), day];
  },
});

describe('The suite of risk rules', () => {
  it('lets a sound rule pass', async () => {
    expect(await failing(SOUND_RULE)).toBe('');
  });

  it('lets a sound rule pass that takes its time', async () => {
    const { judge, ...sound } = SOUND_RULE();
    expect(await failing(() => ({ ...sound, judge: async (...asked) => judge(...asked) }))).toBe('');
  });

  it.each(Object.entries(BROKEN_RULES))('catches a rule that %s', async (_fault, [caughtBy, rule]) => {
    expect(await failing(rule)).toBe(caughtBy);
  });

  it('catches rules that are made alike and do not answer alike', async () => {
    let made = 0;
    const rule = (): RiskRule => (made++ === 0 ? SOUND_RULE() : { ...SOUND_RULE(), judge: () => ({ allowed: false, reason: 'careful: no' }) });
    await expect(riskRuleCases.find(({ id }) => id === 'RR-05')!.run(() => subjectOf(rule))).rejects.toThrow('the rule made anew');
  });

  it.each([
    ['that only watches, by the account', watching, 'allowed'],
    ['that only records', recording, 'allowed'],
    ['that lowers whatever it is asked', halving, 'lowered'],
    ['that remembers a year by the day', yearly, 'allowed'],
  ] as const)('lets a sound rule pass %s', async (_what, rule, answer) => {
    const looks = rule().watch === undefined ? [] : subjectOf(rule).looks!;
    expect(await failing(rule, { questions: [{ request: riskRequestOf(), answer }], looks })).toBe('');
  });

  it.each([
    ['no question that is let in', [{ request: riskRequestOf(), answer: 'refused' }] as const],
    ['no question that is limited, and nothing else to do', [{ request: riskRequestOf(), answer: 'allowed' }] as const],
  ])('fails where a subject has %s', async (_what, questions) => {
    const idle = (): RiskRule => ({ name: 'idle', judge: () => (questions[0].answer === 'allowed' ? { allowed: true } : { allowed: false, reason: 'idle: no' }) });
    expect(await failing(idle, { questions, looks: [] })).toBe('RR-02');
  });

  it('has no case that others make needless', () => {
    const alone = new Set(Object.values(BROKEN_RULES).map(([caughtBy]) => caughtBy));
    expect(riskRuleCases.map(({ id }) => id).filter((id) => !alone.has(id))).toEqual([]);
  });

  it('has a case with an id of its own for everything', () => {
    const ids = riskRuleCases.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `RR-${String(i + 1).padStart(2, '0')}`));
  });
});
