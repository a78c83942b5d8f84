import { describe, expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS } from './law.ts';
import { isolationLaw } from './laws/isolation-law.ts';

describe('isolation', () => {
  it('runs that take turns tell what each of them tells alone', async () => {
    expect(await broken(isolationLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);
});
