import { describe, expect, it } from 'vitest';
import { timeInMarketMs } from './exposure.ts';

describe('time in the market', () => {
  it.each([
    ['nothing', [], 0],
    ['one position', [[5, 10]], 5],
    ['two one after the other', [[0, 3], [5, 10]], 8],
    ['two that meet', [[0, 5], [5, 10]], 10],
    ['two that overlap', [[0, 6], [4, 10]], 10],
    ['one inside another', [[3, 4], [0, 10]], 10],
    ['one inside, one that reaches back over both', [[3, 4], [1, 9], [5, 10]], 9],
    ['one inside another, and one that begins before both', [[0, 2], [3, 4], [1, 10]], 10],
    ['a position that took no time', [[4, 4]], 0],
  ])('of %s counts every instant once', (_name, positions, expected) => {
    const [opened, closed] = [0, 1].map((end) => Float64Array.from(positions, (position) => position[end]!));
    expect(timeInMarketMs(opened!, closed!)).toBe(expected);
  });

  it('is null without an end', () => {
    expect(timeInMarketMs(Float64Array.of(0), Float64Array.of(Infinity))).toBeNull();
  });
});
