import { expect, it } from 'vitest';
import { broken, FEWER, LAW_TIMEOUT_MS } from './law.ts';
import { prefetchLaw } from './laws/prefetch-law.ts';

it('reading ahead in pages decides as asking for each range by itself does', async () => {
  expect(await broken(prefetchLaw, FEWER)).toBeNull();
}, LAW_TIMEOUT_MS);
