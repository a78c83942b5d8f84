import type { Change, StateStore } from '../../../ports/state-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assertEqual } from '../../assert.ts';
import { assertCode, assertSame, at, event, eventsOf, put, stored, told, type StateStoreSubject } from './place.ts';

/** Every such change carries a good write and its event as well, which must not land either. */
async function refuses(store: StateStore, code: string, what: string, change: Change): Promise<void> {
  const writes = [{ key: 'run:good', expected: 0, value: 1 }, ...change.writes];
  await assertCode(code, () => store.commit({ writes, events: [{ key: 'run:good', version: 1, event: event(9) }, ...change.events] }), what);
  assertEqual((await store.load(writes.map(({ key }) => key).filter((key) => key !== ''))).size, 0, `keys written by ${what}`);
  assertEqual((await eventsOf(store, 'run:good')).length, 0, `events told by ${what}`);
}

function cycle(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}

/** What cannot be kept is refused whole. */
export const refusalCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-14', 'refuses a change that writes a key twice', async (place) => {
    const store = await place.open();
    await refuses(store, 'store/change', 'a key written twice', { writes: [{ key: 'run:a', expected: 0, value: 1 }, { key: 'run:a', expected: 0, value: 1 }], events: [] });
    await refuses(store, 'store/change', 'a key written twice in a row', { writes: [{ key: 'run:a', expected: 0, value: 1 }, { key: 'run:a', expected: 1, value: 2 }], events: [] });
  }),
  at('SS-15', 'refuses an event without the write of its version', async (place) => {
    const store = await place.open();
    const writes = [{ key: 'run:a', expected: 0, value: 1 }];
    await refuses(store, 'store/change', 'an event of a key that is not written', { writes, events: [{ key: 'run:b', version: 1, event: event(1) }] });
    for (const version of [0, 2]) await refuses(store, 'store/change', `an event of version ${version}`, { writes, events: [{ key: 'run:a', version, event: event(1) }] });
  }),
  at('SS-16', 'refuses a version that is no version, and a key that is empty', async (place) => {
    const store = await place.open();
    for (const expected of [-1, 0.5, Number.NaN, Infinity]) await refuses(store, 'store/change', `expecting ${expected}`, { writes: [{ key: 'run:a', expected, value: 1 }], events: [] });
    await refuses(store, 'store/change', 'an empty key', { writes: [{ key: '', expected: 0, value: 1 }], events: [] });
  }),
  at('SS-17', 'refuses a value that is no JSON', async (place) => {
    const store = await place.open();
    const values: Readonly<Record<string, unknown>> = { undefined, 'a function': () => 1, 'a symbol': Symbol('x'), 'a bigint': 1n, 'a bigint inside': { deep: [1n] }, 'a cycle': cycle() };
    for (const [what, value] of Object.entries(values)) await refuses(store, 'store/value', what, { writes: [{ key: 'run:a', expected: 0, value }], events: [] });
  }),
  at('SS-18', 'leaves no event of a commit that failed, and takes the right one afterwards', async (place) => {
    let store = await place.open();
    await put(store, 'run:a', 0, 'first', 1);
    await assertCode('store/conflict', () => put(store, 'run:a', 0, 'stale', 2, 3), 'a stale write');
    await assertCode('store/value', () => put(store, 'run:a', 1, 1n, 4), 'a bigint');
    await put(store, 'run:a', 1, 'second', 5);
    store = await place.restart(store);
    assertSame(await stored(store, 'run:a'), { version: 2, value: 'second' }, 'the key');
    assertSame(await told(store, 'run:a'), [[1, 1], [2, 5]], 'its events');
  }),
];
