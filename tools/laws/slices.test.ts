import { describe, expect, it } from 'vitest';
import { slicesOf } from './slices.ts';

describe('slices', () => {
  it.each([
    [1, 1],
    [2, 7],
    [2, 100],
    [4, 2001],
    [16, 10_000],
  ])('of %i jobs over %i runs hold every seed once, in order', (jobs, runs) => {
    const seeds = [...slicesOf([{ law: 'scan', runs }], 5, jobs)].flatMap(({ fromSeed, count }) => Array.from({ length: count }, (_unused, i) => fromSeed + i));
    expect(seeds).toEqual(Array.from({ length: runs }, (_unused, i) => 5 + i));
  });

  it('come law after law, enough of them for every job', () => {
    const slices = [...slicesOf([{ law: 'scan', runs: 8 }, { law: 'idle', runs: 8 }], 1, 2)];
    expect(slices.map(({ law }) => law)).toEqual([...Array<string>(8).fill('scan'), ...Array<string>(8).fill('idle')]);
  });

  it('are made one by one: a million runs are no list', () => {
    expect(slicesOf([{ law: 'oracle', runs: 1_000_000 }], 1, 2).next().value).toEqual({ law: 'oracle', fromSeed: 1, count: 250 });
  });
});
