import type { StateStore } from '../../../ports/state-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assert, assertEqual } from '../../assert.ts';
import { assertSame, at, event, eventsOf, put, stored, told, type StateStoreSubject } from './place.ts';

const MEGABYTE = 1 << 20;

/** Each of a megabyte as UTF-8. */
const LARGE: Readonly<Record<string, string>> = {
  'one byte a character': 'abcdefgh'.repeat(MEGABYTE / 8),
  'four bytes a character': '🚀'.repeat(MEGABYTE / 4),
  'escapes only': '\n"\\\t'.repeat(MEGABYTE / 8),
};

const THOUSANDS: readonly string[] = Array.from({ length: 2000 }, (_, i) => `run:live/binance/default/S${i}/strategy`);

async function assertThousands(store: StateStore, version: number, when: string): Promise<void> {
  const loaded = await store.load(THOUSANDS);
  assertEqual(loaded.size, THOUSANDS.length, `keys ${when}`);
  THOUSANDS.forEach((key, i) => assertSame(loaded.get(key), { version, value: { i } }, `${key} ${when}`));
}

/** Much of everything. */
export const sizeCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-32', 'keeps values of a megabyte', async (place) => {
    let store = await place.open();
    for (const [key, text] of Object.entries(LARGE)) await put(store, key, 0, { text });
    await store.commit({ writes: Object.entries(LARGE).map(([key, text]) => ({ key, expected: 1, value: [text] })), events: [] });
    for (const when of ['at once', 'after a restart']) {
      for (const [key, text] of Object.entries(LARGE)) {
        const kept = await stored(store, key);
        assert(kept?.version === 2 && Array.isArray(kept.value) && kept.value[0] === text, `${key} is not what was written ${when}`);
      }
      store = await place.restart(store);
    }
  }),
  at('SS-33', 'keeps 2,000 keys written in one commit', async (place) => {
    let store = await place.open();
    await store.commit({ writes: THOUSANDS.map((key, i) => ({ key, expected: 0, value: { i } })), events: THOUSANDS.map((key, i) => ({ key, version: 1, event: event(i) })) });
    await assertThousands(store, 1, 'at once');
    store = await place.restart(store);
    await assertThousands(store, 1, 'after a restart');
    for (const i of [0, 1, 999, 1998, 1999]) assertSame(await told(store, THOUSANDS[i]!), [[1, i]], `events of key ${i}`);
  }),
  at('SS-34', 'keeps 2,000 keys written by 40 commits at once', async (place) => {
    let store = await place.open();
    const each = THOUSANDS.length / 40;
    for (let version = 0; version < 2; version++) {
      await Promise.all(Array.from({ length: 40 }, (_, part) => store.commit({ writes: THOUSANDS.slice(part * each, (part + 1) * each).map((key, i) => ({ key, expected: version, value: { i: part * each + i } })), events: [] })));
    }
    await assertThousands(store, 2, 'at once');
    store = await place.restart(store);
    await assertThousands(store, 2, 'after a restart');
  }),
  at('SS-35', 'keeps a key that was written 300 times, with every event', async (place) => {
    let store = await place.open();
    for (let n = 1; n <= 300; n++) await put(store, 'run:a', n - 1, { n, note: 'x'.repeat(200) }, n, n);
    store = await place.restart(store);
    assertSame(await stored(store, 'run:a'), { version: 300, value: { n: 300, note: 'x'.repeat(200) } }, 'the key');
    assertSame(await told(store, 'run:a'), Array.from({ length: 600 }, (_, i) => [(i >> 1) + 1, (i >> 1) + 1]), 'events');
    assertEqual((await eventsOf(store, 'run:a', 299)).length, 2, 'the last events');
  }),
];
