import { describe, expect, it } from 'vitest';
import { Dice } from './dice.ts';

const rolls = (seed: number, count: number, sides = 1000): number[] => {
  const dice = new Dice(seed);
  return Array.from({ length: count }, () => dice.roll(sides));
};

describe('dice', () => {
  it('roll the same for one seed and otherwise for another', () => {
    expect(rolls(7, 20)).toEqual(rolls(7, 20));
    const firsts = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1].map((seed) => rolls(seed, 8).join());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('show every side about equally often, and no other', () => {
    const counts = new Map<number, number>();
    for (const side of rolls(1, 60_000, 6)) counts.set(side, (counts.get(side) ?? 0) + 1);
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    // Five standard deviations of a fair die: √(60,000 · 1/6 · 5/6) = 91.3.
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(457);
  });
});
