import { expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS, RUNS } from './law.ts';
import { recoveryLaw } from './laws/recovery-law.ts';

it('a run killed at any commit and started again goes on as if nobody had killed it', async () => {
  expect(await broken(recoveryLaw, Math.ceil(RUNS / 20))).toBeNull();
}, LAW_TIMEOUT_MS);
