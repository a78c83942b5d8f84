import { describe, expect, it } from 'vitest';
import { broken, FEWER, LAW_TIMEOUT_MS, type Law } from './law.ts';
import { fillsOf, isolationFault, isolationLaw } from './laws/isolation-law.ts';
import { answer } from './laws/random-strategy.ts';

/** Few seeds must do to catch what is wrong everywhere. */
const caught = (law: Law): Promise<string | null> => broken(law, 60, 1);

describe('runs that take turns', () => {
  it('tell what each of them tells alone', async () => {
    expect(await broken(isolationLaw, FEWER)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('do not where strategies share a memory: the law sees it', async () => {
    let asks = 0;
    const sharing = (seed: number) => isolationFault(seed, (of, instances) => fillsOf(of, instances).map((fill) => (tw, take) => {
      const getSignal = (_symbol: string, _when: Date, { price }: { price: number }) => answer(seed, asks++ % 17, price);
      fill({ ...tw, addStrategy: (schema) => tw.addStrategy({ ...schema, getSignal }) }, take);
    }));
    expect(await caught(sharing)).toMatch(/alone ≠ among others|only/);
  });
});
