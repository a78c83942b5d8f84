import { expect, it } from 'vitest';
import { describeWithPostgres, freshDatabase } from '../test/postgres.ts';
import { hold, rival, untilWaiting } from '../test/rival.ts';
import { failureOf, openStore, put, told } from '../test/stores.ts';

const LEASE = 'binance/default/BTCUSDT/crossover';

describeWithPostgres('a lease of two processes', () => {
  it('passes to the other after 500 ms by the clock of the database, not earlier; the first can write no more', async () => {
    const { url } = await freshDatabase();
    const [first, second] = [await openStore({ connectionString: url }), await openStore({ connectionString: url })];
    const old = (await first.leases.acquire(LEASE, 'first', 500))!;
    const began = performance.now();
    expect(await second.leases.acquire(LEASE, 'second', 500)).toBeNull();
    await expect.poll(() => second.leases.acquire(LEASE, 'second', 60_000), { interval: 5 }).not.toBeNull();
    expect(performance.now() - began).toBeGreaterThan(450);
    const fenced = await failureOf(() => first.commit({ writes: [{ key: 'run:a', expected: 0, value: 1 }], events: [], fence: old }));
    expect(fenced).toMatchObject({ name: 'StoreError', code: 'store/fenced', retryable: false });
    expect(await first.leases.renew(old, 500)).toBe(false);
    expect((await first.load(['run:a'])).size).toBe(0);
  });

  it('does not care for the clocks of the processes', async () => {
    const { url } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    const now = Date.now;
    try {
      Date.now = () => now() + 3_600_000;
      await store.leases.acquire(LEASE, 'first', 60_000);
      Date.now = () => now() - 3_600_000;
      expect(await store.leases.acquire(LEASE, 'second', 60_000)).toBeNull();
    } finally {
      Date.now = now;
    }
  });

  it('lets a commit that has begun under it finish before the next holder gets it', async () => {
    const database = await freshDatabase();
    const { url } = database;
    const [first, second] = [await openStore({ connectionString: url }), await openStore({ connectionString: url })];
    await put(first, 'run:a', 0);
    const fence = (await first.leases.acquire(LEASE, 'first', 60_000))!;
    const other = await rival(database);
    await hold(other, 'run:a');
    const committing = first.commit({ writes: [{ key: 'run:a', expected: 1, value: 'last' }], events: [], fence });
    await untilWaiting(database);
    const released = second.leases.release(fence);
    await untilWaiting(database, 2);
    await other.query('commit');
    await committing;
    await released;
    expect(await second.leases.acquire(LEASE, 'second', 60_000)).not.toBeNull();
    expect(await failureOf(() => first.commit({ writes: [{ key: 'run:a', expected: 2, value: 'too late' }], events: [], fence }))).toMatchObject({ code: 'store/fenced' });
    expect((await second.load(['run:a'])).get('run:a')).toEqual({ version: 2, value: 'last' });
    expect(await told(second, 'run:a')).toEqual([1]);
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses to last %d ms', async (ttlMs) => {
    const { url } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    expect(await failureOf(() => store.leases.acquire(LEASE, 'first', ttlMs))).toMatchObject({ name: 'InputError', code: 'store/lease' });
  });
});
