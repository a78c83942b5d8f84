import type { Change, StateStore } from '../../../ports/state-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assert, assertEqual } from '../../assert.ts';
import { assertCode, assertSame, at, codeOf, event, eventsOf, put, stored, told, type StateStoreSubject } from './place.ts';

/** Change number `i` of many: two keys of its own, each with an event. */
function twoKeys(i: number): Change {
  const keys = [`run:${i}`, `risk:${i}`];
  return { writes: keys.map((key) => ({ key, expected: 0, value: { i } })), events: keys.map((key) => ({ key, version: 1, event: event(i) })) };
}

/** @returns whether `twoKeys(i)` is there, which it must be in full or not at all */
async function landed(store: StateStore, i: number): Promise<boolean> {
  const parts = [await stored(store, `run:${i}`), await stored(store, `risk:${i}`), (await told(store, `run:${i}`))[0], (await told(store, `risk:${i}`))[0]];
  const there = parts.filter((part) => part !== undefined);
  assert(there.length === 0 || there.length === 4, `of change ${i} only ${there.length} of 4 parts are there`);
  if (there.length > 0) assertSame(parts, [{ version: 1, value: { i } }, { version: 1, value: { i } }, [1, i], [1, i]], `change ${i}`);
  return there.length > 0;
}

async function assertClosed(store: StateStore): Promise<void> {
  await assertCode('store/closed', () => store.load(['run:a']), 'loading from a closed store');
  await assertCode('store/closed', () => put(store, 'run:a', 0, 1), 'committing to a closed store');
  await assertCode('store/closed', () => eventsOf(store, 'run:a'), 'reading events of a closed store');
}

/** What survives a close, a kill and a torn write. */
export const restartCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-36', 'finds everything after it was closed and opened, five times', async (place) => {
    let store = await place.open();
    for (let round = 0; round < 5; round++) {
      for (let i = round * 10; i < round * 10 + 10; i++) await store.commit(twoKeys(i));
      store = await place.restart(store);
      for (let i = 0; i < round * 10 + 10; i++) assert(await landed(store, i), `change ${i} is gone after restart ${round}`);
    }
  }),
  at('SS-37', 'finds everything it acknowledged after a kill, five times', async (place) => {
    for (let round = 0; round < 5; round++) {
      const store = await place.open();
      for (let i = 0; i < round * 5; i++) assert(await landed(store, i), `change ${i} is gone after kill ${round}`);
      for (let i = round * 5; i < round * 5 + 5; i++) await store.commit(twoKeys(i));
      await put(store, 'run:counter', round, round + 1, round);
      await place.kill(store);
    }
    const store = await place.open();
    assertSame(await stored(store, 'run:counter'), { version: 5, value: 5 }, 'the counter');
    for (let i = 0; i < 25; i++) assert(await landed(store, i), `change ${i} is gone`);
  }),
  at('SS-38', 'has the acknowledged ones of 50 commits that a kill met on their way, the others wholly or not at all', async (place) => {
    const store = await place.open();
    const acknowledged = new Set<number>();
    const commits = Array.from({ length: 50 }, (_, i) => store.commit(twoKeys(i)).then(() => acknowledged.add(i), () => null));
    await Promise.race(commits);
    await place.kill(store);
    const sure = [...acknowledged];
    const after = await place.open();
    for (let i = 0; i < 50; i++) assert((await landed(after, i)) || !sure.includes(i), `change ${i} was acknowledged and is gone`);
    await after.commit(twoKeys(50));
    assert(await landed(after, 50), 'a commit after the kill is gone');
  }),
  at('SS-39', 'shows nothing of a torn commit, and all before it', async (place) => {
    const store = await place.open();
    for (let i = 0; i < 3; i++) await store.commit(twoKeys(i));
    await place.kill(store);
    await place.tear();
    const after = await place.open();
    assertEqual([await landed(after, 0), await landed(after, 1), await landed(after, 2)], [true, true, false], 'which changes are there');
    await after.commit(twoKeys(2));
    const again = await place.restart(after);
    assertEqual([await landed(again, 0), await landed(again, 1), await landed(again, 2)], [true, true, true], 'which changes are there after it was committed again');
  }, 'tear'),
  at('SS-40', 'has the value before a torn write or removal, under its version', async (place) => {
    for (const [round, torn] of [{ of: 'large', text: 'x'.repeat(100_000) }, null, 'small'].entries()) {
      const store = await place.open();
      await put(store, `run:${round}`, 0, 'kept', 1);
      await put(store, `run:${round}`, 1, torn, 2);
      await place.kill(store);
      await place.tear();
      let after = await place.open();
      for (let restarts = 0; restarts < 2; restarts++) {
        assertSame(await stored(after, `run:${round}`), { version: 1, value: 'kept' }, `the key, ${restarts} restarts after`);
        assertSame(await told(after, `run:${round}`), [[1, 1]], `its events, ${restarts} restarts after`);
        after = await place.restart(after);
      }
      await place.kill(after);
    }
  }, 'tear'),
  at('SS-41', 'is empty after its very first commit was torn', async (place) => {
    const store = await place.open();
    await store.commit(twoKeys(0));
    await place.kill(store);
    await place.tear();
    const after = await place.open();
    assertEqual(await landed(after, 0), false, 'the torn change');
    await after.commit(twoKeys(0));
    assertEqual(await landed(after, 0), true, 'the change committed again');
  }, 'tear'),
  at('SS-42', 'can be closed twice, one after the other and at once', async (place) => {
    const store = await place.open();
    await put(store, 'run:a', 0, 1);
    await Promise.all([store.close(), store.close()]);
    await store.close();
    assertSame(await stored(await place.open(), 'run:a'), { version: 1, value: 1 }, 'the key');
  }),
  at('SS-43', 'refuses everything once it is closed, and writes nothing', async (place) => {
    const store = await place.open();
    await store.close();
    await assertClosed(store);
    const after = await place.open();
    assertEqual((await after.load(['run:a'])).size, 0, 'keys written by a closed store');
    await assertClosed(store);
  }),
  at('SS-44', 'lands the commits that closing met on their way, or refuses them whole', async (place) => {
    const store = await place.open();
    await store.commit(twoKeys(0));
    const commits = Array.from({ length: 30 }, (_, i) => store.commit(twoKeys(i + 1)));
    const closing = store.close();
    const results = await Promise.allSettled(commits);
    await closing;
    const after = await place.open();
    assert(await landed(after, 0), 'the commit before is gone');
    for (const [i, result] of results.entries()) {
      const there = await landed(after, i + 1);
      const said = result.status === 'fulfilled' ? 'landed' : codeOf(result.reason);
      assert(said === 'landed' ? there : said === 'store/uncertain' || (said === 'store/closed' && !there), `change ${i + 1} ended as ${said}, and is ${there ? '' : 'not '}there`);
    }
  }),
];
