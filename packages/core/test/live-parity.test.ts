import { expect, it } from 'vitest';
import { broken, FEWER, LAW_TIMEOUT_MS } from './law.ts';
import { liveParityLaw } from './laws/live-parity-law.ts';

it('a live run decides what a backtest of the same candles decides, and its journal holds all it told', async () => {
  expect(await broken(liveParityLaw, FEWER)).toBeNull();
}, LAW_TIMEOUT_MS);
