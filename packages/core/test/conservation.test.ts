import { expect, it, describe } from 'vitest';
import { broken, FEWER, LAW_TIMEOUT_MS } from './law.ts';
import { conservationLaw } from './laws/conservation-law.ts';

describe('conservation', () => {
  it('the result of a trade is what its two fills say, by both formulas', async () => {
    expect(await broken(conservationLaw, FEWER)).toBeNull();
  }, LAW_TIMEOUT_MS);
});
