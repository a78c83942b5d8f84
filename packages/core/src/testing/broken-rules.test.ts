import { describe, expect, it } from 'vitest';
import type { RiskRule } from '../ports/risk-rule.ts';
import { BROKEN_RULES, SOUND_RULE, subjectOf } from './broken-rules.fixture.ts';
import { riskRuleCases } from './suites/risk-rule.ts';

/** Which cases fail for such a rule. */
async function failing(rule: () => RiskRule): Promise<string> {
  const failed: string[] = [];
  for (const { id, run } of riskRuleCases) await run(() => subjectOf(rule)).catch(() => failed.push(id));
  return failed.join(' ');
}

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

  it('has no case that others make needless', () => {
    const alone = new Set(Object.values(BROKEN_RULES).map(([caughtBy]) => caughtBy));
    expect(riskRuleCases.map(({ id }) => id).filter((id) => !alone.has(id))).toEqual([]);
  });

  it('has a case with an id of its own for everything', () => {
    const ids = riskRuleCases.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `RR-${String(i + 1).padStart(2, '0')}`));
  });
});
