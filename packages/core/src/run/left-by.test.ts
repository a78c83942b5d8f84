import { expect, it } from 'vitest';
import type { RiskVerdict } from '../ports/risk-rule.ts';
import { leftBy } from './left-by.ts';

it.each([['none', undefined], ['an empty one', ''], ['what is no text', 5]])('a refusal whose reason is %s says at least whose it is', (_what, reason) => {
  expect(leftBy('strict', { allowed: false, reason } as RiskVerdict, 1)).toEqual({ allowed: false, reason: 'strict refused without a reason' });
});

it('a refusal keeps its reason, and an allowance leaves no more than was wanted', () => {
  expect([leftBy('strict', { allowed: false, reason: 'full' }, 1), leftBy('strict', { allowed: true, maxQuantity: 3 }, 2), leftBy('strict', { allowed: true, maxQuantity: 1 }, 2)]).toEqual([{ allowed: false, reason: 'full' }, 2, 1]);
});
