import type { StoreKind } from './arguments.ts';
import { crash } from './crash.ts';
import { holds } from './tally.ts';

const CYCLES = 25;
/** It takes half a minute on two quiet cores. */
export const LIMIT_MS = 600_000;

/** @returns what was wrong */
export async function killedAgainAndAgain(store: StoreKind): Promise<readonly string[]> {
  const tally = await crash({ store, cycles: CYCLES, seed: 1, json: true, resume: undefined }, new AbortController().signal, () => undefined);
  // Else nothing would be proven.
  const idle = tally.cycles === CYCLES && tally.kills > CYCLES / 2 && Object.keys(tally.points).length >= 6 ? [] : [`kills in ${tally.cycles} cycles: ${JSON.stringify(tally.points)}`];
  return holds(tally) ? idle : [...idle, ...tally.remarks, JSON.stringify(tally)];
}
