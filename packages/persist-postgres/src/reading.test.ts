import { expect, it } from 'vitest';
import { describeWithPostgres, freshDatabase } from '../test/postgres.ts';
import { failureOf, oneTo, openPool, openStore, put, told } from '../test/stores.ts';

describeWithPostgres('what is read', () => {
  it('comes in one query, however many keys were asked for', async () => {
    const { url } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    const keys = oneTo(3000).map((i) => `run:${i}`);
    await store.commit({ writes: keys.map((key, i) => ({ key, expected: 0, value: i })), events: [] });
    const loaded = await store.load([...keys, 'run:missing']);
    expect(loaded.size).toBe(3000);
    expect(loaded.get('run:3000')).toEqual({ version: 1, value: 2999 });
  });

  it('is told page by page, also where one version has many events', async () => {
    const { url } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    const prices = oneTo(1300);
    await put(store, 'run:a', 0);
    await store.commit({ writes: [{ key: 'run:a', expected: 1, value: 2 }], events: prices.map((price) => ({ key: 'run:a', version: 2, event: { kind: 'idle', atMs: 2, knownAtMs: 2, price } })) });
    await put(store, 'run:a', 2);
    expect(await told(store, 'run:a')).toEqual([1, ...prices.map(() => 2), 3]);
    const seen: number[] = [];
    for await (const { version, event: { price } } of store.events('run:a', 1)) if (version === 2) seen.push(price);
    expect(seen).toEqual(prices);
  });

  it.each([
    ["update tradewright.journal set event = '[1]'", 'events'],
    ["update tradewright.journal set event = '{\"kind\":5,\"atMs\":1}'", 'events'],
    ['update tradewright.state set version = 9007199254740993', 'load'],
  ])('is refused where somebody else wrote it: %s', async (statement, how) => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    await put(store, 'run:a', 0);
    await query('alter table tradewright.journal disable trigger append_only');
    await query(statement);
    const error = await failureOf(() => (how === 'load' ? store.load(['run:a']) : told(store, 'run:a')));
    expect(error).toMatchObject({ code: 'store/corrupt', retryable: false });
    expect(error.message).toContain('run:a');
  });

  it('finds what a pool with parsers of its own makes of it', async () => {
    const { url } = await freshDatabase();
    const types = { getTypeParser: (oid: number) => (text: string) => (oid === 20 ? BigInt(text) : oid === 23 ? Number(text) : text) };
    const pool = openPool({ connectionString: url, types: types as never });
    const store = await openStore({ pool });
    const token = await store.leases.acquire('BTCUSDT', 'a', 1000);
    await store.commit({ writes: [{ key: 'run:a', expected: 0, value: { n: 1 } }], events: [], fence: token! });
    await put(store, 'run:a', 1);
    expect((await store.load(['run:a'])).get('run:a')).toEqual({ version: 2, value: 2 });
    expect(await told(store, 'run:a')).toEqual([2]);
  });
});
