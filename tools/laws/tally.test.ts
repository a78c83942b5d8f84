import { describe, expect, it } from 'vitest';
import { add, noResult } from './tally.ts';

describe('a tally', () => {
  it('counts all and names the ten lowest failing seeds, whoever was faster', () => {
    const total = noResult(1);
    for (const seeds of [[40, 41, 42, 43, 44, 45], [3, 9], [20, 21, 22, 23]]) {
      add(total, { runs: 25, failures: seeds.length, failing: seeds.map((seed) => ({ seed, difference: 'x' })) });
    }
    expect([total.runs, total.failures, total.failing.map(({ seed }) => seed)]).toEqual([75, 12, [3, 9, 20, 21, 22, 23, 40, 41, 42, 43]]);
  });
});
