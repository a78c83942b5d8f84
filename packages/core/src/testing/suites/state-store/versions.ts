import type { StoreConflictError } from '../../../error.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assertEqual } from '../../assert.ts';
import { assertCode, assertSame, at, event, eventsOf, put, stored, told, type StateStoreSubject } from './place.ts';

async function conflicts(store: StateStore, key: string, expected: number, actual: number): Promise<void> {
  const error = (await assertCode('store/conflict', () => put(store, key, expected, 'stale', 99), `writing ${key} expecting ${expected}`)) as StoreConflictError;
  assertEqual([error.key, error.expected, error.actual], [key, expected, actual], 'key, expected and actual version of the conflict');
}

/** A write is based on the version it read. */
export const versionCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-06', 'counts the versions of each key from 1', async (place) => {
    let store = await place.open();
    for (let version = 1; version <= 5; version++) {
      await put(store, 'run:a', version - 1, { version });
      assertSame(await stored(store, 'run:a'), { version, value: { version } }, `version ${version}`);
      if (version === 3) store = await place.restart(store);
    }
    await put(store, 'run:b', 0, 'other');
    assertSame(await stored(store, 'run:b'), { version: 1, value: 'other' }, 'another key');
  }),
  at('SS-07', 'removes by null and goes on counting', async (place) => {
    let store = await place.open();
    await put(store, 'run:a', 0, { open: true });
    await put(store, 'run:a', 1, null);
    assertSame(await stored(store, 'run:a'), { version: 2, value: null }, 'removed');
    store = await place.restart(store);
    assertSame(await stored(store, 'run:a'), { version: 2, value: null }, 'removed, after a restart');
    await conflicts(store, 'run:a', 0, 2);
    await put(store, 'run:a', 2, { open: 'again' });
    assertSame(await stored(store, 'run:a'), { version: 3, value: { open: 'again' } }, 'written again');
  }),
  at('SS-08', 'removes what was never there as a write like any other', async (place) => {
    const store = await place.open();
    await put(store, 'run:a', 0, null, 1);
    assertSame(await stored(store, 'run:a'), { version: 1, value: null }, 'key');
    assertSame(await told(store, 'run:a'), [[1, 1]], 'its event');
  }),
  at('SS-09', 'loads many keys at once and leaves out those never written', async (place) => {
    const store = await place.open();
    await put(store, 'run:a', 0, 1);
    await put(store, 'run:b', 0, 2);
    await put(store, 'run:b', 1, null);
    const loaded = await store.load(['run:missing', 'run:b', 'run:a', 'run:a', 'run:other']);
    assertSame(Object.fromEntries(loaded), { 'run:a': { version: 1, value: 1 }, 'run:b': { version: 2, value: null } }, 'loaded');
  }),
  at('SS-10', 'refuses a stale or an invented version, and says which it found', async (place) => {
    let store = await place.open();
    await conflicts(store, 'run:a', 1, 0);
    await put(store, 'run:a', 0, 'first', 1);
    await put(store, 'run:a', 1, 'second', 2);
    for (const when of ['at once', 'after a restart']) {
      for (const expected of [0, 1, 3, 1000]) await conflicts(store, 'run:a', expected, 2);
      assertSame(await stored(store, 'run:a'), { version: 2, value: 'second' }, `the key ${when}`);
      assertSame(await told(store, 'run:a'), [[1, 1], [2, 2]], `its events ${when}`);
      store = await place.restart(store);
    }
  }),
  at('SS-11', 'writes several keys or none of them: one stale version leaves all as they were', async (place) => {
    let store = await place.open();
    for (const key of ['run:a', 'risk:b', 'portfolio:c']) await put(store, key, 0, 'before', 1);
    for (const stale of ['run:a', 'risk:b', 'portfolio:c']) {
      const keys = ['run:a', 'risk:b', 'portfolio:c', 'run:new'];
      const writes = keys.map((key) => ({ key, expected: key === 'run:new' || key === stale ? 0 : 1, value: 'after' }));
      const events = writes.map(({ key, expected }) => ({ key, version: expected + 1, event: event(2) }));
      await assertCode('store/conflict', () => store.commit({ writes, events }), `a stale ${stale}`);
    }
    for (const when of ['at once', 'after a restart']) {
      const loaded = await store.load(['run:a', 'risk:b', 'portfolio:c', 'run:new']);
      assertEqual(loaded.size, 3, `keys ${when}`);
      for (const [key, kept] of loaded) assertSame(kept, { version: 1, value: 'before' }, `${key} ${when}`);
      for (const key of ['run:a', 'risk:b', 'portfolio:c']) assertSame(await told(store, key), [[1, 1]], `events of ${key} ${when}`);
      assertEqual((await eventsOf(store, 'run:new')).length, 0, `events of the new key ${when}`);
      store = await place.restart(store);
    }
  }),
  at('SS-12', 'writes several keys together, with all their events', async (place) => {
    let store = await place.open();
    await put(store, 'risk:b', 0, 'before');
    await store.commit({
      writes: [{ key: 'run:a', expected: 0, value: 1 }, { key: 'risk:b', expected: 1, value: 2 }, { key: 'portfolio:c', expected: 0, value: null }],
      events: [{ key: 'portfolio:c', version: 1, event: event(1) }, { key: 'run:a', version: 1, event: event(2) }, { key: 'risk:b', version: 2, event: event(3) }],
    });
    store = await place.restart(store);
    assertSame(Object.fromEntries(await store.load(['run:a', 'risk:b', 'portfolio:c'])), { 'run:a': { version: 1, value: 1 }, 'risk:b': { version: 2, value: 2 }, 'portfolio:c': { version: 1, value: null } }, 'keys');
    assertSame([await told(store, 'run:a'), await told(store, 'risk:b'), await told(store, 'portfolio:c')], [[[1, 2]], [[2, 3]], [[1, 1]]], 'events');
  }),
  at('SS-13', 'takes a change that changes nothing', async (place) => {
    const store = await place.open();
    await put(store, 'run:a', 0, 1);
    await store.commit({ writes: [], events: [] });
    assertSame(await stored(store, 'run:a'), { version: 1, value: 1 }, 'the key');
  }),
];
