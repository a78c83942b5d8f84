import { expect, it } from 'vitest';
import { broken, FEWER, LAW_TIMEOUT_MS } from './law.ts';
import { cachedSourceLaw } from './laws/cached-source-law.ts';

it('a cached source keeps every candle as it is, and asks for none again, whatever fails and whoever is killed', async () => {
  expect(await broken(cachedSourceLaw, FEWER)).toBeNull();
}, LAW_TIMEOUT_MS);
