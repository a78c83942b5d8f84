import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Latest } from './latest.ts';

function latestOf(times: readonly number[], limit: number): Latest<number> {
  const latest = new Latest<number>(limit);
  for (const time of times) latest.add(time, time);
  return latest;
}

describe('a list of the latest', () => {
  it('is bounded and newest first', () => {
    expect(latestOf([1, 2, 3, 4, 5, 6, 7, 8, 9], 3).newestFirst()).toEqual([9, 8, 7]);
  });

  it('puts what arrives late in its place', () => {
    expect(latestOf([1, 5, 3], 3).newestFirst()).toEqual([5, 3, 1]);
  });

  it('lists the one added last first among those of one instant', () => {
    const latest = new Latest<string>(3);
    latest.add(1, 'a');
    latest.add(1, 'b');
    expect(latest.newestFirst()).toEqual(['b', 'a']);
  });

  it('is the same in any order and any sharding', () => {
    fc.assert(fc.property(fc.array(fc.nat(100), { maxLength: 60, size: 'max' }), fc.nat(60), fc.integer({ min: 1, max: 10 }), (times, cut, limit) => {
      const merged = latestOf(times.slice(cut), limit);
      merged.merge(latestOf(times.slice(0, cut), limit));
      expect(merged.newestFirst()).toEqual(times.toSorted((a, b) => b - a).slice(0, limit));
    }));
  });
});
