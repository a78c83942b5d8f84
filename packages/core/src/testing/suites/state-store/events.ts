import type { SuiteCase } from '../../case.ts';
import { assert } from '../../assert.ts';
import { assertSame, at, event, put, stored, told, type StateStoreSubject } from './place.ts';

/** The journal tells what happened, in order. */
export const eventCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-24', 'tells the events of a key in order, only those after the version asked', async (place) => {
    let store = await place.open();
    for (let version = 1; version <= 12; version++) {
      if (version % 3 === 0) await put(store, 'run:a', version - 1, version);
      else await put(store, 'run:a', version - 1, version, version);
    }
    const all = [1, 2, 4, 5, 7, 8, 10, 11].map((n) => [n, n] as const);
    for (const when of ['at once', 'after a restart']) {
      for (const after of [0, 1, 3, 8, 11, 12, 1000]) assertSame(await told(store, 'run:a', after), all.filter(([version]) => version > after), `after ${after}, ${when}`);
      store = await place.restart(store);
    }
  }),
  at('SS-25', 'tells several events of one version in the order they were given', async (place) => {
    let store = await place.open();
    await put(store, 'run:a', 0, 1, 5, 3, 9, 1, 7);
    await put(store, 'run:a', 1, 2, 2, 2, 0);
    const all = [[1, 5], [1, 3], [1, 9], [1, 1], [1, 7], [2, 2], [2, 2], [2, 0]];
    assertSame(await told(store, 'run:a'), all, 'events');
    store = await place.restart(store);
    assertSame(await told(store, 'run:a'), all, 'events after a restart');
    assertSame(await told(store, 'run:a', 1), all.slice(5), 'events after version 1');
  }),
  at('SS-26', 'keeps the events of keys apart', async (place) => {
    let store = await place.open();
    await store.commit({
      writes: ['run:a', 'run:b', 'run:a:b'].map((key) => ({ key, expected: 0, value: key })),
      events: [['run:b', 1], ['run:a', 2], ['run:b', 3], ['run:a:b', 4], ['run:a', 5]].map(([key, n]) => ({ key: key as string, version: 1, event: event(n as number) })),
    });
    store = await place.restart(store);
    assertSame(await told(store, 'run:a'), [[1, 2], [1, 5]], 'run:a');
    assertSame(await told(store, 'run:b'), [[1, 1], [1, 3]], 'run:b');
    assertSame(await told(store, 'run:a:b'), [[1, 4]], 'run:a:b');
    assertSame(await told(store, 'run:'), [], 'a prefix of them');
  }),
  at('SS-27', 'keeps the events of a key that was removed', async (place) => {
    let store = await place.open();
    await put(store, 'run:a', 0, 'open', 1);
    await put(store, 'run:a', 1, null, 2);
    store = await place.restart(store);
    assertSame(await told(store, 'run:a'), [[1, 1], [2, 2]], 'events');
    await put(store, 'run:a', 2, 'open again', 3);
    store = await place.restart(store);
    assertSame(await told(store, 'run:a'), [[1, 1], [2, 2], [3, 3]], 'events, written again');
  }),
  at('SS-28', 'tells what had happened, each once and in order, while commits go on', async (place) => {
    const store = await place.open();
    for (let n = 1; n <= 30; n++) await put(store, 'run:a', n - 1, n, n);
    const seen: number[] = [];
    for await (const { version, event: { atMs } } of store.events('run:a', 0)) {
      assert(version === atMs, `event ${atMs} came with version ${version}`);
      seen.push(version);
      if (seen.length <= 20) {
        await put(store, 'run:a', 29 + seen.length, 'more', 30 + seen.length);
        await put(store, 'run:b', seen.length - 1, 'other', 1000);
      }
    }
    assert(seen.length >= 30 && seen.length <= 50, `${seen.length} events of 30 before and 20 meanwhile`);
    assertSame(seen, Array.from(seen, (_, i) => i + 1), 'versions');
    assertSame((await told(store, 'run:a')).length, 50, 'all of them in the end');
  }),
  at('SS-29', 'lets its events be left in the middle, many times', async (place) => {
    const store = await place.open();
    for (let n = 1; n <= 10; n++) await put(store, 'run:a', n - 1, n, n);
    for (let time = 0; time < 50; time++) {
      for await (const { version } of store.events('run:a', 4)) {
        assert(version === 5, `began with version ${version}`);
        break;
      }
    }
    await put(store, 'run:a', 10, 11, 11);
    assertSame(await stored(store, 'run:a'), { version: 11, value: 11 }, 'the key');
    assertSame((await told(store, 'run:a')).length, 11, 'events');
  }),
];
