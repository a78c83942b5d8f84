import { expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS, RUNS } from './law.ts';
import { liveDowntimeLaw } from './laws/live-downtime-law.ts';

it('a run that is shut down for a while, again and again, decides what a backtest decides in which nobody looked at those minutes', async () => {
  expect(await broken(liveDowntimeLaw, Math.ceil(RUNS / 10))).toBeNull();
}, LAW_TIMEOUT_MS);
