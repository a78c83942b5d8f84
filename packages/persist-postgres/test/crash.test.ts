import { PgProxy, queryOnce, type PgServer } from '@tradewright/pg-testing';
import { expect, it, onTestFinished } from 'vitest';
import type { PgStateStore } from '../src/index.ts';
import { describeWithOwnServer, ownServer } from './postgres.ts';
import { failureOf, oneTo, openStore, put, told } from './stores.ts';

const KEYS = oneTo(6).map((i) => `run:${i}`);

/** Each key counts up, one commit after the other, until told to stop. No commit may fail, and none may be answered wrongly. */
function traffic(store: PgStateStore): { stop(): Promise<ReadonlyMap<string, number>>; commits(): number } {
  const counts = new Map(KEYS.map((key) => [key, 0]));
  let isOver = false;
  const running = KEYS.map(async (key) => {
    while (!isOver) {
      const expected = counts.get(key)!;
      await put(store, key, expected);
      counts.set(key, expected + 1);
    }
  });
  // What fails is told by `stop`, or the test has failed already.
  for (const one of running) one.catch(() => undefined);
  return {
    commits: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    async stop() {
      isOver = true;
      await Promise.all(running);
      return counts;
    },
  };
}

/** Every commit that was acknowledged is there once, with its event, and nothing else is. */
async function expectAll(store: PgStateStore, counts: ReadonlyMap<string, number>): Promise<void> {
  const loaded = await store.load(KEYS);
  for (const [key, count] of counts) {
    expect(loaded.get(key)).toEqual({ version: count, value: count });
    expect(await told(store, key)).toEqual(oneTo(count));
  }
}

describeWithOwnServer('a server that crashes in the middle of commits', () => {
  async function withTraffic(disturb: (server: PgServer) => Promise<void>): Promise<void> {
    const server = await ownServer();
    const { url } = await server.freshDatabase();
    const store = await openStore({ connectionString: url, retryForMs: 60_000 });
    const { stop, commits } = traffic(store);
    for (let round = 0; round < 3; round++) {
      const before = commits();
      await expect.poll(commits, { interval: 5 }).toBeGreaterThan(before + 30 + round);
      await disturb(server);
    }
    const before = commits();
    await expect.poll(commits).toBeGreaterThan(before + 10);
    await expectAll(store, await stop());
  }

  it('loses nothing and doubles nothing when it is killed and started again', async () => {
    await withTraffic(async (server) => {
      await server.kill();
      await server.restart();
    });
  });

  it('loses nothing and doubles nothing when it is restarted in an orderly way', async () => {
    await withTraffic((server) => server.restart());
  });

  it('loses nothing and doubles nothing when one of its processes is killed, which restarts them all', async () => {
    await withTraffic(async (server) => {
      // Until it is on its feet again from the last time.
      let pid: unknown;
      await expect.poll(async () => (pid = await queryOnce(server.url, "select pid from pg_stat_activity where application_name = 'tradewright' limit 1").then(([row]) => row?.['pid'], () => undefined))).toBeDefined();
      process.kill(Number(pid), 'SIGKILL');
    });
  });

  it('says after its patience that the server is away, writes nothing then, and goes on once it is back', async () => {
    const server = await ownServer();
    const { url } = await server.freshDatabase();
    const store = await openStore({ connectionString: url, retryForMs: 100 });
    await put(store, 'run:a', 0);
    await server.kill();
    // A load first: it finds out that the connections are dead. A commit that did would not know what became of it.
    for (const call of [() => store.load(['run:a']), () => put(store, 'run:b', 0), () => told(store, 'run:a'), () => store.leases.acquire('BTCUSDT', 'a', 1000)]) {
      expect(await failureOf(call)).toMatchObject({ name: 'StoreError', code: 'store/unavailable', retryable: true });
    }
    await server.restart();
    await put(store, 'run:a', 1);
    expect(await told(store, 'run:a')).toEqual([1, 2]);
    expect((await store.load(['run:b'])).size).toBe(0);
  });
});

describeWithOwnServer('a network that fails in the middle of commits', () => {
  it('loses nothing and doubles nothing, however often it is cut', async () => {
    const server = await ownServer();
    const { url } = await server.freshDatabase();
    const proxy = await PgProxy.open(url);
    onTestFinished(() => proxy.dispose());
    const store = await openStore({ connectionString: proxy.through(url), retryForMs: 60_000 });
    const { stop, commits } = traffic(store);
    for (let round = 0; round < 20; round++) {
      const before = commits();
      await expect.poll(commits, { interval: 5 }).toBeGreaterThan(before + 10 + round);
      proxy.cut();
    }
    await expectAll(store, await stop());
  });
});
