import type { StateStore } from '../../../ports/state-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assert, assertEqual } from '../../assert.ts';
import { increment, oneToHundred, oneWinner } from './concurrency.ts';
import { acquired, assertFenced, leasesOf } from './leases.ts';
import { assertCode, assertSame, at, put, stored, told, type Place, type StateStoreSubject } from './place.ts';

async function two(place: Place): Promise<[StateStore, StateStore]> {
  const first = await place.open();
  assert(first.can.shareAcrossProcesses, 'the store cannot be shared: say under `lacks` why');
  return [first, await place.open()];
}

/** Two processes, one state. */
export const sharingCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-57', 'shows each process what the other wrote', async (place) => {
    const [first, second] = await two(place);
    assertEqual((await second.load(['run:a'])).size, 0, 'keys before');
    await put(first, 'run:a', 0, 'one', 1);
    assertSame([await stored(second, 'run:a'), await told(second, 'run:a')], [{ version: 1, value: 'one' }, [[1, 1]]], 'what the second sees');
    assertSame(await stored(first, 'run:a'), { version: 1, value: 'one' }, 'what the first sees of its own');
    await put(second, 'run:a', 1, 'two', 2);
    await put(second, 'run:a', 2, null, 3);
    assertSame([await stored(first, 'run:a'), await told(first, 'run:a')], [{ version: 3, value: null }, [[1, 1], [2, 2], [3, 3]]], 'what the first sees');
    await assertCode('store/conflict', () => put(first, 'run:a', 1, 'stale'), 'a write of the first on the version it wrote');
  }, 'sharing'),
  at('SS-58', 'lets one of 100 commits of two processes win', async (place) => {
    const [first, second] = await two(place);
    const winner = await oneWinner('run:a', 0, Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? first : second)));
    assertSame([await stored(first, 'run:a'), await told(second, 'run:a')], [{ version: 1, value: winner }, [[1, winner]]], 'the winner');
  }, 'sharing'),
  at('SS-59', 'ends at 100 after two processes read, add and try again', async (place) => {
    const [first, second] = await two(place);
    await Promise.all([first, second, first, second].map((store) => increment(store, 'run:counter', 25)));
    assertSame(await stored(first, 'run:counter'), { version: 100, value: 100 }, 'the counter');
    assertSame(await told(second, 'run:counter'), oneToHundred, 'one event each');
  }, 'sharing'),
  at('SS-60', 'goes on in one process when the other closes or is killed', async (place) => {
    const [first, second] = await two(place);
    const third = await place.open();
    await put(second, 'run:a', 0, 1);
    await second.close();
    await place.kill(third);
    await put(first, 'run:a', 1, 2);
    assertSame(await stored(first, 'run:a'), { version: 2, value: 2 }, 'the key');
  }, 'sharing'),
  at('SS-61', 'gives one process the lease, and fences the commits of the other', async (place) => {
    const [first, second] = await two(place);
    const token = await acquired(first, 'BTCUSDT', 'first');
    assertEqual(await leasesOf(second).acquire('BTCUSDT', 'second', 600_000), null, 'a lease the other process holds');
    await leasesOf(first).release(token);
    const next = await acquired(second, 'BTCUSDT', 'second');
    assert(next.token > token.token, `token ${next.token} follows ${token.token}`);
    await assertFenced(first, token, 'a commit of the process that held it before');
    await second.commit({ writes: [{ key: 'run:a', expected: 0, value: 1 }], events: [], fence: next });
  }, 'sharing'),
];
