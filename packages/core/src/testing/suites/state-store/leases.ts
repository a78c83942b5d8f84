import type { FencingToken, Leases, StateStore } from '../../../ports/state-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assert, assertEqual } from '../../assert.ts';
import { assertCode, assertSame, at, event, eventsOf, put, stored, told, type StateStoreSubject } from './place.ts';

/** Longer than any case takes. */
const LONG_MS = 600_000;
/** What a case lets pass. */
const SHORT_MS = 300;

export function leasesOf(store: StateStore): Leases {
  assert(store.leases !== undefined, 'the store has no leases: say under `lacks` why it needs none');
  return store.leases;
}

export async function acquired(store: StateStore, lease: string, holder: string, ttlMs: number = LONG_MS): Promise<FencingToken> {
  const token = await leasesOf(store).acquire(lease, holder, ttlMs);
  assert(token !== null, `${holder} was not given the lease ${lease}, which is free`);
  assertEqual(token.lease, lease, 'the lease that the token names');
  return token;
}

function fenced(store: StateStore, key: string, fence: FencingToken): Promise<void> {
  return store.commit({ writes: [{ key, expected: 0, value: 'fenced' }], events: [{ key, version: 1, event: event(1) }], fence });
}

export async function assertFenced(store: StateStore, fence: FencingToken, what: string): Promise<void> {
  await assertCode('store/fenced', () => fenced(store, 'run:fenced', fence), what);
  assertSame([await stored(store, 'run:fenced'), await eventsOf(store, 'run:fenced')], [undefined, []], `what was written by ${what}`);
}

/** Exclusive rights, proven by a token. */
export const leaseCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-45', 'gives a lease to one holder only, and other leases to others', async (place) => {
    const store = await place.open();
    await acquired(store, 'BTCUSDT', 'first');
    for (let time = 0; time < 3; time++) assertEqual(await leasesOf(store).acquire('BTCUSDT', 'second', LONG_MS), null, 'a lease somebody else holds');
    for (const lease of ['ETHUSDT', 'BTC/USDT', '../BTCUSDT', 'btcusdt', 'BTCUSDT ', '信'.repeat(300)]) await acquired(store, lease, 'second');
  }, 'leases'),
  at('SS-46', 'gives a lease to one of 50 that ask at once', async (place) => {
    const store = await place.open();
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, i) => leasesOf(store).acquire('BTCUSDT', `holder ${i}`, LONG_MS)));
    assertEqual(tokens.filter((token) => token !== null).length, 1, 'holders');
  }, 'leases'),
  at('SS-47', 'gives the same holder its lease at once, with a higher token that replaces the one before', async (place) => {
    const store = await place.open();
    const first = await acquired(store, 'BTCUSDT', 'same');
    const second = await acquired(store, 'BTCUSDT', 'same');
    assert(second.token > first.token, `token ${second.token} follows ${first.token}`);
    await assertFenced(store, first, 'a commit with the token before');
    assertEqual(await leasesOf(store).renew(first, LONG_MS), false, 'renewing with the token before');
    assertEqual(await leasesOf(store).renew(second, LONG_MS), true, 'renewing with the token now');
  }, 'leases'),
  at('SS-48', 'gives rising tokens from holder to holder, over releases and restarts', async (place) => {
    let store = await place.open();
    let last = -Infinity;
    for (const holder of ['a', 'b', 'a', 'c', 'a']) {
      const token = await acquired(store, 'BTCUSDT', holder);
      assert(token.token > last, `token ${token.token} follows ${last}`);
      last = token.token;
      await leasesOf(store).release(token);
      store = await place.restart(store);
    }
  }, 'leases'),
  at('SS-49', 'lets nobody renew what was released or never given', async (place) => {
    const store = await place.open();
    const token = await acquired(store, 'BTCUSDT', 'first');
    assertEqual(await leasesOf(store).renew({ lease: 'BTCUSDT', token: token.token + 1 }, LONG_MS), false, 'renewing with a token of the future');
    await leasesOf(store).release(token);
    assertEqual(await leasesOf(store).renew(token, LONG_MS), false, 'renewing after the release');
    assertEqual(await leasesOf(store).renew({ lease: 'never given', token: 1 }, LONG_MS), false, 'renewing what was never given');
    await acquired(store, 'BTCUSDT', 'second');
  }, 'leases'),
  at('SS-50', 'lets the next in after a release, and nobody after the release of a token that was replaced', async (place) => {
    const store = await place.open();
    const old = await acquired(store, 'BTCUSDT', 'first');
    await leasesOf(store).release(old);
    const token = await acquired(store, 'BTCUSDT', 'second');
    await leasesOf(store).release(old);
    assertEqual(await leasesOf(store).acquire('BTCUSDT', 'third', LONG_MS), null, 'a lease that only a former holder released');
    await leasesOf(store).release(token);
    await leasesOf(store).release(token);
    await acquired(store, 'BTCUSDT', 'third');
  }, 'leases'),
  at('SS-51', 'writes under a token that holds', async (place) => {
    let store = await place.open();
    await fenced(store, 'run:a', await acquired(store, 'BTCUSDT', 'first'));
    store = await place.restart(store);
    assertSame([await stored(store, 'run:a'), await told(store, 'run:a')], [{ version: 1, value: 'fenced' }, [[1, 1]]], 'key and events');
  }, 'leases'),
  at('SS-52', 'writes nothing under a token that was released, replaced or never given', async (place) => {
    const store = await place.open();
    const released = await acquired(store, 'BTCUSDT', 'first');
    await leasesOf(store).release(released);
    await assertFenced(store, released, 'a commit after the release');
    const holder = await acquired(store, 'BTCUSDT', 'second');
    await assertFenced(store, released, 'a commit of the former holder');
    await assertFenced(store, { lease: 'BTCUSDT', token: holder.token + 1 }, 'a commit with a token of the future');
    await assertFenced(store, { lease: 'ETHUSDT', token: holder.token }, 'a commit with the token of another lease');
    await put(store, 'run:free', 0, 'no fence asked');
    await fenced(store, 'run:a', holder);
  }, 'leases'),
  at('SS-53', 'ends a lease when its time is over, and shuts the former holder out once somebody followed', async (place) => {
    const store = await place.open();
    const old = await acquired(store, 'BTCUSDT', 'first', SHORT_MS);
    await place.pass(SHORT_MS + 100);
    const token = await acquired(store, 'BTCUSDT', 'second');
    assert(token.token > old.token, `token ${token.token} follows ${old.token}`);
    assertEqual(await leasesOf(store).renew(old, LONG_MS), false, 'renewing what somebody else holds');
    await assertFenced(store, old, 'a commit of the former holder');
    await leasesOf(store).release(old);
    assertEqual(await leasesOf(store).acquire('BTCUSDT', 'third', LONG_MS), null, 'a lease that only a former holder released');
    await fenced(store, 'run:a', token);
  }, 'leases'),
  at('SS-54', 'keeps a lease that is renewed beyond its first time', async (place) => {
    const store = await place.open();
    const token = await acquired(store, 'BTCUSDT', 'first', SHORT_MS);
    assertEqual(await leasesOf(store).renew(token, LONG_MS), true, 'renewing in time');
    await place.pass(SHORT_MS + 100);
    assertEqual(await leasesOf(store).acquire('BTCUSDT', 'second', LONG_MS), null, 'a lease that was renewed');
    await fenced(store, 'run:a', token);
  }, 'leases'),
  at('SS-55', 'keeps the lease of a holder that was killed until its time is over', async (place) => {
    const killed = await place.open();
    await acquired(killed, 'long', 'first');
    await acquired(killed, 'short', 'first', SHORT_MS);
    await place.kill(killed);
    const store = await place.open();
    assertEqual(await leasesOf(store).acquire('long', 'second', LONG_MS), null, 'a lease whose holder was killed');
    await place.pass(SHORT_MS + 100);
    await acquired(store, 'short', 'second');
  }, 'leases'),
  at('SS-56', 'gives no lease once it is closed', async (place) => {
    const store = await place.open();
    await store.close();
    await assertCode('store/closed', () => leasesOf(store).acquire('BTCUSDT', 'first', LONG_MS), 'acquiring a lease of a closed store');
  }, 'leases'),
];
