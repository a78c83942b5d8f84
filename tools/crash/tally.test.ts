import { expect, it } from 'vitest';
import { holds, NOTHING_YET, sum } from './tally.ts';

it('tallies add up, point by point, and remarks stay few', () => {
  const a = { ...NOTHING_YET, cycles: 1, kills: 1, points: { told: 1 }, remarks: ['a'] };
  const b = { ...NOTHING_YET, cycles: 1, lost: 2, points: { told: 1, 'commit.before': 3 }, remarks: Array.from({ length: 20 }, (_, i) => `b${i}`) };
  expect(sum(a, b)).toMatchObject({ cycles: 2, kills: 1, lost: 2, points: { told: 2, 'commit.before': 3 } });
  expect(sum(a, b).remarks).toHaveLength(10);
});

it.each(['lost', 'doubled', 'orphaned', 'misjudged', 'early'] as const)('one event %s is one too many', (what) => {
  expect(holds({ ...NOTHING_YET, [what]: 1 })).toBe(false);
});

it('a remark alone is one too many as well', () => {
  expect(holds({ ...NOTHING_YET, remarks: ['another order'] })).toBe(false);
  expect(holds(NOTHING_YET)).toBe(true);
});
