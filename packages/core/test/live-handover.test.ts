import { expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS, RUNS } from './law.ts';
import { liveHandoverLaw } from './laws/live-handover-law.ts';

it('of two processes of which one at a time is killed, stopped or shut down the other takes over, and the journal is that of a run nobody disturbed', async () => {
  expect(await broken(liveHandoverLaw, Math.ceil(RUNS / 20))).toBeNull();
}, LAW_TIMEOUT_MS);
