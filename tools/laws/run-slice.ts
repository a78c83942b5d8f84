import type { Law } from './registry.ts';
import { MOST_NAMED, type Failure, type SliceResult } from './tally.ts';

/**
 * Runs a law over neighbouring seeds. A law that throws does not hold.
 *
 * @param begins - hears of each seed before it is run
 */
export async function runSlice(law: Law, fromSeed: number, count: number, begins: (seed: number) => unknown = () => undefined): Promise<SliceResult> {
  const failing: Failure[] = [];
  let failures = 0;
  for (let seed = fromSeed; seed < fromSeed + count; seed++) {
    begins(seed);
    const difference = await differenceAt(law, seed);
    if (difference === null) continue;
    failures++;
    if (failing.length < MOST_NAMED) failing.push({ seed, difference });
  }
  return { runs: count, failures, failing };
}

async function differenceAt(law: Law, seed: number): Promise<string | null> {
  try {
    return await law(seed);
  } catch (error) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
