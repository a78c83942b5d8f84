import { PgProxy, type Cut, type TestDatabase } from '@tradewright/pg-testing';
import { expect, it, onTestFinished } from 'vitest';
import { PgStateStore, type PgStateStoreOptions } from '../src/index.ts';
import { describeWithPostgres, freshDatabase } from './postgres.ts';
import { hold, rival, untilWaiting } from './rival.ts';
import { failureOf, heardRetries, openStore, put, told } from './stores.ts';

interface Lines {
  readonly database: TestDatabase;
  readonly proxy: PgProxy;
  readonly store: PgStateStore;
}

async function lines(options: Partial<PgStateStoreOptions> = {}): Promise<Lines> {
  const database = await freshDatabase();
  const proxy = await PgProxy.open(database.url);
  onTestFinished(() => proxy.dispose());
  const store = await openStore({ connectionString: proxy.through(database.url), ...options } as PgStateStoreOptions);
  await put(store, 'run:warm', 0);
  return { database, proxy, store };
}

const KINDS: readonly Cut[] = ['before', 'during', 'after'];

describeWithPostgres('a commit whose connection is cut', () => {
  it.each(KINDS)('lands once and is acknowledged when the line is cut %s the server does it', async (cut) => {
    const { codes, onRetry } = heardRetries();
    const { proxy, store } = await lines({ onRetry });
    const happened = proxy.cutAt('run:victim', cut);
    await put(store, 'run:victim', 0);
    await happened;
    expect(codes.length).toBeGreaterThan(0);
    expect((await store.load(['run:victim'])).get('run:victim')).toEqual({ version: 1, value: 1 });
    expect(await told(store, 'run:victim')).toEqual([1]);
  });

  it('is acknowledged even if others built on it before it could be sent again', async () => {
    const { database, proxy, store } = await lines();
    const other = await openStore({ connectionString: database.url });
    const happened = proxy.cutAt('risk:shared', 'after');
    proxy.refuse(true);
    const committing = put(store, 'risk:shared', 0, 'ours');
    await happened;
    for (let version = 1; version < 5; version++) await put(other, 'risk:shared', version, 'theirs');
    proxy.refuse(false);
    await committing;
    expect(await told(store, 'risk:shared')).toEqual([1, 2, 3, 4, 5]);
  });

  it('is refused if somebody else was first after all', async () => {
    const { database, proxy, store } = await lines();
    const other = await openStore({ connectionString: database.url });
    const happened = proxy.cutAt('risk:shared', 'before');
    proxy.refuse(true);
    const committing = failureOf(() => put(store, 'risk:shared', 0, 'ours'));
    await happened;
    await put(other, 'risk:shared', 0, 'theirs');
    proxy.refuse(false);
    expect(await committing).toMatchObject({ code: 'store/conflict', key: 'risk:shared', expected: 0, actual: 1 });
    expect((await store.load(['risk:shared'])).get('risk:shared')).toEqual({ version: 1, value: 'theirs' });
  });

  it('does not wait for ever for a network that swallows everything', async () => {
    const { database, proxy, store } = await lines({ statementTimeoutMs: 100, connectTimeoutMs: 1000, retryForMs: 60_000 });
    proxy.freeze(true);
    const committing = put(store, 'run:victim', 0);
    await expect.poll(() => proxy.connections).toBeGreaterThan(1);
    expect(await database.query("select from tradewright.state where key = 'run:victim'")).toEqual([]);
    proxy.freeze(false);
    await committing;
    expect(await told(store, 'run:victim')).toEqual([1]);
  });
});

describeWithPostgres('a commit of which nobody knows', () => {
  it.each(['before', 'after'] as const)('says so when the server stays away (cut %s), and is safe to repeat', async (cut) => {
    const { proxy, store } = await lines({ retryForMs: 100 });
    const happened = proxy.cutAt('run:victim', cut);
    proxy.refuse(true);
    const error = await failureOf(() => put(store, 'run:victim', 0));
    await happened;
    expect(error).toMatchObject({ name: 'StoreError', code: 'store/uncertain', retryable: true });
    expect(await failureOf(() => put(store, 'run:victim', 0))).toMatchObject({ retryable: true });
    proxy.refuse(false);
    const stored = (await store.load(['run:victim'])).get('run:victim');
    expect(stored).toEqual(cut === 'after' ? { version: 1, value: 1 } : undefined);
    await put(store, 'run:victim', 0);
    expect(await told(store, 'run:victim')).toEqual([1]);
  });

  it('says so, too, when the server ended the connection in the middle of it, and stays away', async () => {
    const { database, proxy, store } = await lines({ maxConnections: 1, retryForMs: 100, lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 });
    await put(store, 'run:victim', 0);
    const other = await rival(database);
    await hold(other, 'run:victim');
    const failing = failureOf(() => put(store, 'run:victim', 1));
    await untilWaiting(database);
    proxy.refuse(true);
    await database.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tradewright' and datname = current_database()");
    expect(await failing).toMatchObject({ code: 'store/uncertain', retryable: true });
  });

  it('is told apart from another change of the same version', async () => {
    const { proxy, store } = await lines({ retryForMs: 100 });
    const happened = proxy.cutAt('run:victim', 'after');
    proxy.refuse(true);
    await failureOf(() => put(store, 'run:victim', 0, 'first'));
    await happened;
    proxy.refuse(false);
    expect(await failureOf(() => put(store, 'run:victim', 0, 'second'))).toMatchObject({ code: 'store/conflict', expected: 0, actual: 1 });
    expect((await store.load(['run:victim'])).get('run:victim')?.value).toBe('first');
  });

  it('lands no more once its slot has served another commit', async () => {
    const { database, store } = await lines({ maxConnections: 1 });
    await put(store, 'run:a', 0);
    const [slot] = await database.query('select writer, slot, number from tradewright.commit_slot');
    const late = "select tradewright.commit_change($1, $2, $3, null, null, array['run:late'], array[0], array['1'], '{}', '{}', '{}') as landed";
    expect(await database.query(late, [slot!['writer'], slot!['slot'], Number(slot!['number']) - 1])).toEqual([{ landed: false }]);
    expect((await store.load(['run:late'])).size).toBe(0);
  });

  it('is uncertain, not closed, when the store is closed meanwhile', async () => {
    const { proxy, store } = await lines({ retryForMs: 60_000 });
    const happened = proxy.cutAt('run:victim', 'after');
    proxy.refuse(true);
    const failing = failureOf(() => put(store, 'run:victim', 0));
    await happened;
    await store.close();
    expect(await failing).toMatchObject({ code: 'store/uncertain' });
  });
});
