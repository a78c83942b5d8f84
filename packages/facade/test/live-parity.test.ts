import { expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS } from './law.ts';
import { liveParityLaw, parityFault } from './laws/live-parity-law.ts';

/** Each run is one minute after another, so a few must do here; core proves the engines in their thousands. */
const RUNS = Number(process.env['LAWS_RUNS'] ?? 2000) / 20;

it('a strategy file decides, calls back and tells the same in a backtest and live', async () => {
  expect(await broken(liveParityLaw, RUNS)).toBeNull();
}, LAW_TIMEOUT_MS);

it('one that looks whether it is live does not: the law sees it', async () => {
  const shy = (getSignal: Parameters<Parameters<typeof parityFault>[1]>[0]) => (...given: Parameters<typeof getSignal>) => (given[1].getTime() % 420_000 === 0 ? null : getSignal(...given));
  expect(await broken((seed) => parityFault(seed, shy), 60, 1)).toMatch(/backtest ≠ live|only/);
});
