import type { StoreConflictError } from '../../../error.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assert, assertEqual } from '../../assert.ts';
import { assertSame, at, codeOf, event, put, stored, told, type StateStoreSubject } from './place.ts';

const HUNDRED: readonly number[] = Array.from({ length: 100 }, (_, i) => i);

/** Of these writers, which all expect the version `expected`, one must win. @returns the winner's number */
export async function oneWinner(key: string, expected: number, writers: readonly StateStore[]): Promise<number> {
  const results = await Promise.allSettled(writers.map((store, i) => put(store, key, expected, i, i)));
  const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const conflict = result.reason as StoreConflictError;
    assert(codeOf(conflict) === 'store/conflict', `a loser got ${String(conflict)}`);
    assertEqual([conflict.key, conflict.expected, conflict.actual], [key, expected, expected + 1], 'key, expected and actual version of a conflict');
  }
  assertEqual(winners.length, 1, `winners on version ${expected}`);
  return winners[0]!;
}

/** Reads, adds one, writes, and begins again after a conflict, until it has added `times`. */
export async function increment(store: StateStore, key: string, times: number): Promise<void> {
  for (let done = 0; done < times; ) {
    const before = await stored(store, key);
    const value = ((before?.value ?? 0) as number) + 1;
    try {
      await put(store, key, before?.version ?? 0, value, value);
      done++;
    } catch (error) {
      if (codeOf(error) !== 'store/conflict') throw error;
    }
  }
}

export const oneToHundred: readonly (readonly [number, number])[] = HUNDRED.map((i) => [i + 1, i + 1]);

/** Many at once. */
export const concurrencyCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-19', 'lets one of 100 commits on the same version win, again and again', async (place) => {
    let store = await place.open();
    const winners: number[] = [];
    for (let version = 0; version < 3; version++) winners.push(await oneWinner('run:a', version, HUNDRED.map(() => store)));
    store = await place.restart(store);
    assertSame(await stored(store, 'run:a'), { version: 3, value: winners[2] }, 'the key holds what the last winner wrote');
    assertSame(await told(store, 'run:a'), winners.map((n, i) => [i + 1, n]), 'events are the winners');
  }),
  at('SS-20', 'lands 100 commits on 100 keys at once', async (place) => {
    let store = await place.open();
    await Promise.all(HUNDRED.map((i) => put(store, `run:${i}`, 0, { i }, i)));
    store = await place.restart(store);
    const loaded = await store.load(HUNDRED.map((i) => `run:${i}`));
    for (const i of HUNDRED) assertSame(loaded.get(`run:${i}`), { version: 1, value: { i } }, `run:${i}`);
    for (const i of HUNDRED) assertSame(await told(store, `run:${i}`), [[1, i]], `events of run:${i}`);
  }),
  at('SS-21', 'ends at 100 after ten writers read, add and try again', async (place) => {
    const store = await place.open();
    await Promise.all(Array.from({ length: 10 }, () => increment(store, 'run:counter', 10)));
    assertSame(await stored(store, 'run:counter'), { version: 100, value: 100 }, 'the counter');
    assertSame(await told(store, 'run:counter'), oneToHundred, 'one event each');
  }),
  at('SS-22', 'lands or refuses whole changes when they overlap in any order of keys', async (place) => {
    const store = await place.open();
    const keys = ['run:a', 'run:b', 'run:c'];
    const changes = HUNDRED.map((i) => ({ i, keys: i % 2 === 0 ? [keys[i % 3]!, keys[(i + 1) % 3]!] : [keys[(i + 1) % 3]!, keys[i % 3]!] }));
    const results = await Promise.allSettled(changes.map(({ i, keys: two }) => store.commit({
      writes: two.map((key) => ({ key, expected: 0, value: i })),
      events: two.map((key) => ({ key, version: 1, event: event(i) })),
    })));
    const landed = changes.filter((_, i) => results[i]!.status === 'fulfilled');
    for (const result of results) if (result.status === 'rejected') assertEqual(codeOf(result.reason), 'store/conflict', 'why a change was refused');
    assertEqual(landed.length, 1, 'changes landed: any two of them share a key');
    for (const key of keys) {
      const { i, keys: written } = landed[0]!;
      assertSame([await stored(store, key), await told(store, key)], written.includes(key) ? [{ version: 1, value: i }, [[1, i]]] : [undefined, []], key);
    }
  }),
  at('SS-23', 'never shows half of a change', async (place) => {
    const store = await place.open();
    let over = false;
    const write = async (): Promise<void> => {
      for (let n = 0; n < 60; n++) await store.commit({ writes: ['run:a', 'run:b'].map((key) => ({ key, expected: n, value: n })), events: [] });
    };
    const watch = async (): Promise<void> => {
      while (!over) {
        const loaded = await store.load(['run:a', 'run:b']);
        assertSame(loaded.get('run:a'), loaded.get('run:b'), 'two keys that are always written together');
      }
    };
    await Promise.all([write().finally(() => (over = true)), watch()]);
    assertSame(await stored(store, 'run:b'), { version: 60, value: 59 }, 'the end');
  }),
];
