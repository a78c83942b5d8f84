import { describe, expect, it } from 'vitest';
import { verdictText } from './summary-rows.ts';

describe('the verdict', () => {
  const verdict = { cuts: 20, identical: true, differences: [], repeatable: true, complete: true };
  const decided = { count: 1, digest: '', last: '' };
  const difference = { cutMs: 0, full: decided, cut: decided };

  it.each([
    [verdict, '20 cuts, every earlier decision identical'],
    [{ ...verdict, identical: false, differences: [difference] }, 'LOOK-AHEAD FOUND: 20 cuts, 1 with other decisions than the full run'],
    [{ ...verdict, complete: false, cuts: 3 }, '3 cuts before the interruption, every earlier decision identical'],
    [{ ...verdict, complete: false, cuts: 0 }, 'not checked: interrupted'],
    [{ ...verdict, complete: false, cuts: 3, identical: false, repeatable: null, differences: [difference] }, 'DIFFERENCES FOUND: 3 cuts before the interruption, 1 with other decisions than the full run; whether the full run itself repeats was not found out'],
  ])('%# is told in one sentence', (given, text) => {
    expect(verdictText(given)).toBe(text);
  });

  it('does not call chance look-ahead', () => {
    expect(verdictText({ ...verdict, identical: false, repeatable: false, differences: [difference] })).toMatch(/^NOT REPEATABLE/);
  });
});
