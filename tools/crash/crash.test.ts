import { describe, expect, it } from 'vitest';
import { whyNoServer } from '@tradewright/pg-testing';
import { crash } from './crash.ts';
import { holds } from './tally.ts';

const CYCLES = 25;
/** It takes half a minute on two quiet cores. */
const LIMIT_MS = 600_000;

describe('a live app that is killed again and again', () => {
  it.each(['fs', 'postgres'] as const)('loses nothing and doubles nothing: %s', async (store) => {
    const missing = store === 'postgres' ? whyNoServer() : undefined;
    expect(missing).toBeUndefined();
    const tally = await crash({ store, cycles: CYCLES, seed: 1, json: true, resume: undefined }, new AbortController().signal, () => undefined);
    expect(tally).toMatchObject({ cycles: CYCLES, lost: 0, doubled: 0, orphaned: 0, early: 0, remarks: [] });
    expect(holds(tally)).toBe(true);
    // Else nothing would be proven.
    expect(tally.kills).toBeGreaterThan(CYCLES / 2);
  }, LIMIT_MS);
});
