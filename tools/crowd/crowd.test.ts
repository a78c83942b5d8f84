import { testServer, whyNoServer } from '@tradewright/pg-testing';
import { expect, it } from 'vitest';
import { crowd } from './crowd.ts';
import { MOST_OPEN } from './terms.ts';

/** On two quiet cores; a slow machine takes longer for as many ticks as it needs to prove anything. */
const FOR_MS = 10_000;

it.skipIf(whyNoServer() !== undefined)('four hundred runs in eight processes never hold a sixth position, and leave no slot free for longer than a tick', async () => {
  await using server = await testServer();
  await using database = await server.freshDatabase();
  const figures = await crowd(database, FOR_MS);
  expect(figures).toMatchObject({ faults: [], mostSlots: MOST_OPEN, mostOpen: MOST_OPEN });
  // Else nothing would be proven.
  expect({ opened: figures.opened > figures.ticks, refused: figures.refused > figures.ticks * 100, conflicts: figures.conflicts > 0 }).toEqual({ opened: true, refused: true, conflicts: true });
});
