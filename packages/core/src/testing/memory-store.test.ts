import { describe, expect, it } from 'vitest';
import { BROKEN_STORES } from './broken-stores.fixture.ts';
import { runSuite } from './case.ts';
import { memoryPlace, type MemoryPlaceOptions } from './memory-place.fixture.ts';
import { stateStoreCases } from './suites/state-store.ts';

runSuite(stateStoreCases, { describe, it }, {
  name: 'MemoryStore',
  fresh: () => memoryPlace(),
  lacks: { sharing: 'memory belongs to one process' },
});

/** Which of these cases fail at such a place, shared by two processes. */
async function failing(place: MemoryPlaceOptions, only: readonly string[] = stateStoreCases.map(({ id }) => id)): Promise<string[]> {
  const failed: string[] = [];
  for (const { id, run } of stateStoreCases) if (only.includes(id)) await run(() => memoryPlace({ ...place, shared: true })).catch(() => failed.push(id));
  return failed;
}

describe('The suite of stores', () => {
  it('lets two sound stores on one disk pass as two processes', async () => {
    expect(await failing({})).toEqual([]);
  });

  it.each(Object.entries(BROKEN_STORES))('catches a store that %s', async (_fault, [caughtBy, place]) => {
    expect(await failing(place, [caughtBy])).toEqual([caughtBy]);
  });

  it('has a case with an id of its own for everything', () => {
    const ids = stateStoreCases.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `SS-${String(i + 1).padStart(2, '0')}`));
  });

  it.each([['tear', 'no tear()'], ['leases', 'no leases'], ['sharing', 'cannot be shared']])('fails, and says why, where a subject lacks %s and does not say so', async (need, message) => {
    for (const { needs, run } of stateStoreCases) {
      if (needs !== need) continue;
      const { tear: _tear, open, ...bare } = memoryPlace();
      const bareOpen = async (): Promise<Awaited<ReturnType<typeof open>>> => Object.assign(await open(), { leases: undefined });
      await expect(run(() => ({ ...bare, open: bareOpen }))).rejects.toThrow(message);
    }
  });
});
