import { MINUTE_MS, MOST_OPEN, START_MS } from './terms.ts';

/** What the journal says of one position, in the order in which it was written. */
export interface Written {
  readonly kind: 'opened' | 'closed';
  readonly id: string;
  readonly knownAtMs: number;
}

/** What came of a crowd, by its journal. */
export interface Truth {
  readonly mostOpen: number;
  /** Minutes that a slot was free in a row, at most: 1 is one that came free when all had been asked already. */
  readonly longestFreeTicks: number;
  readonly faults: readonly string[];
}

/**
 * Replays what was written. All runs want a position at each tick, so a slot that was free at the end of one has to be
 * taken in the next.
 *
 * @param lastMs - the last tick that everybody was through with
 */
export function truthIn(written: readonly Written[], lastMs: number): Truth {
  const open = new Set<string>();
  const faults: string[] = [];
  let mostOpen = 0;
  for (const { kind, id, knownAtMs } of written) {
    if (kind === 'opened' ? open.has(id) : !open.delete(id)) faults.push(`${id} was ${kind} twice, or never opened, at ${knownAtMs}`);
    if (kind === 'opened') open.add(id);
    mostOpen = Math.max(mostOpen, open.size);
  }
  if (mostOpen > MOST_OPEN) faults.push(`${mostOpen} positions were open, of ${MOST_OPEN}`);
  const longestFreeTicks = longestFree(written, lastMs);
  if (longestFreeTicks > 1) faults.push(`a slot was free for ${longestFreeTicks} ticks`);
  return { mostOpen, longestFreeTicks, faults };
}

/** First come, first served: the slot that is free longest is the one taken next. */
function longestFree(written: readonly Written[], lastMs: number): number {
  const at = (kind: Written['kind'], nowMs: number): number => counts.get(`${kind} ${nowMs}`) ?? 0;
  const counts = new Map<string, number>();
  for (const { kind, knownAtMs } of written) counts.set(`${kind} ${knownAtMs}`, (counts.get(`${kind} ${knownAtMs}`) ?? 0) + 1);
  // When each free slot came free; nobody has had them before the first tick.
  const freeSinceMs: number[] = Array.from({ length: MOST_OPEN }, () => START_MS);
  let longest = 0;
  for (let nowMs = START_MS; nowMs <= lastMs; nowMs += MINUTE_MS) {
    for (let i = at('closed', nowMs); i > 0; i--) freeSinceMs.push(nowMs);
    freeSinceMs.splice(0, at('opened', nowMs));
    // What is free at the end of a tick stays free until the next one.
    for (const sinceMs of freeSinceMs) longest = Math.max(longest, (nowMs - sinceMs) / MINUTE_MS + 1);
  }
  return longest;
}
