import { expect, it } from 'vitest';
import { describeWithPostgres, freshDatabase } from './postgres.ts';
import { hold, rival, untilWaiting } from './rival.ts';
import { failureOf, heardRetries, openStore, put, told } from './stores.ts';

describeWithPostgres('a commit that others are in the way of', () => {
  it('is tried again after a deadlock', async () => {
    const { codes, onRetry } = heardRetries();
    const database = await freshDatabase();
    const store = await openStore({ connectionString: database.url, onRetry, lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 });
    for (const key of ['run:a', 'run:b']) await put(store, key, 0);
    // The server ends one of the two, whichever; so until it was ours.
    let version = 1;
    for (; !codes.includes('40P01'); version++) {
      const other = await rival(database);
      await hold(other, 'run:b');
      const committing = store.commit({ writes: [{ key: 'run:b', expected: version, value: 'b' }, { key: 'run:a', expected: version, value: 'a' }], events: [] });
      await untilWaiting(database);
      await hold(other, 'run:a').then(() => other.query('commit'), () => other.query('rollback'));
      await committing;
    }
    expect(Object.fromEntries(await store.load(['run:a', 'run:b']))).toEqual({ 'run:a': { version, value: 'a' }, 'run:b': { version, value: 'b' } });
  });

  it.each(['repeatable read', 'serializable'])('is tried again where "%s" lets only one of two through', async (isolation) => {
    const { codes, onRetry } = heardRetries();
    const database = await freshDatabase();
    await database.query(`alter database ${database.name} set default_transaction_isolation = '${isolation}'`);
    const store = await openStore({ connectionString: database.url, onRetry });
    await put(store, 'run:a', 0);
    const other = await rival(database);
    await hold(other, 'run:a');
    const committing = put(store, 'run:a', 1);
    await untilWaiting(database);
    await other.query('commit');
    await committing;
    expect(codes).toContain('40001');
    expect(await told(store, 'run:a')).toEqual([1, 2]);
  });

  it('says which version it found, also under strict isolation', async () => {
    const database = await freshDatabase();
    await database.query(`alter database ${database.name} set default_transaction_isolation = 'serializable'`);
    const store = await openStore({ connectionString: database.url });
    await put(store, 'run:a', 0);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => put(store, 'run:a', 1)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'store/conflict', expected: 1, actual: 2 });
  });

  it('waits for a row until its time is over, and is free to be tried again', async () => {
    const { codes, onRetry } = heardRetries();
    const database = await freshDatabase();
    const store = await openStore({ connectionString: database.url, onRetry, lockTimeoutMs: 20, retryForMs: 150 });
    await put(store, 'run:a', 0);
    const other = await rival(database);
    await hold(other, 'run:a');
    expect(await failureOf(() => put(store, 'run:a', 1))).toMatchObject({ code: 'store/busy', retryable: true });
    expect(codes).toContain('55P03');
    await other.query('commit');
    await put(store, 'run:a', 1);
    expect(await told(store, 'run:a')).toEqual([1, 2]);
  });

  it('is ended by the server when it takes too long', async () => {
    const database = await freshDatabase();
    const store = await openStore({ connectionString: database.url, statementTimeoutMs: 50, retryForMs: 100 });
    await put(store, 'run:a', 0);
    const other = await rival(database);
    await hold(other, 'run:a');
    expect(await failureOf(() => put(store, 'run:a', 1))).toMatchObject({ code: 'store/timeout', retryable: true });
    await other.query('commit');
    await put(store, 'run:a', 1);
  });

  it('finds its key taken by somebody who wrote it for the first time a moment ago', async () => {
    const database = await freshDatabase();
    const store = await openStore({ connectionString: database.url });
    const other = await rival(database);
    await other.query("insert into tradewright.state (key, version, value) values ('run:new', 1, '\"theirs\"')");
    const failing = failureOf(() => put(store, 'run:new', 0));
    await untilWaiting(database);
    await other.query('commit');
    expect(await failing).toMatchObject({ code: 'store/conflict', expected: 0, actual: 1 });
  });

  it('takes the key when the one who was about to write it thinks better of it', async () => {
    const database = await freshDatabase();
    const store = await openStore({ connectionString: database.url });
    const other = await rival(database);
    await other.query("insert into tradewright.state (key, version, value) values ('run:new', 1, '\"theirs\"')");
    const committing = put(store, 'run:new', 0);
    await untilWaiting(database);
    await other.query('rollback');
    await committing;
    expect(await told(store, 'run:new')).toEqual([1]);
  });

  it('never waits in a circle with other commits, in whatever order they name their keys', async () => {
    const { codes, onRetry } = heardRetries();
    const { url } = await freshDatabase();
    const stores = await Promise.all([openStore({ connectionString: url, onRetry }), openStore({ connectionString: url, onRetry })]);
    const keys = ['a', 'b', 'c', 'd'].map((name) => `risk:${name}`);
    await stores[0]!.commit({ writes: keys.map((key) => ({ key, expected: 0, value: 0 })), events: [] });
    const add = async (worker: number): Promise<void> => {
      const [first, second] = [keys[worker % 4]!, keys[(worker * 3 + 1) % 4]!];
      for (let done = 0; done < 15; ) {
        const store = stores[worker % 2]!;
        const loaded = await store.load([first, second]);
        const writes = [...new Set([first, second])].map((key) => ({ key, expected: loaded.get(key)!.version, value: worker }));
        done += await store.commit({ writes, events: [] }).then(() => 1, (error: { code: string }) => (error.code === 'store/conflict' ? 0 : Promise.reject(error)));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, worker) => add(worker)));
    expect(codes).not.toContain('40P01');
  });
});
