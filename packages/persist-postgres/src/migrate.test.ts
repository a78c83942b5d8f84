import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithPostgres, freshDatabase } from '../test/postgres.ts';
import { rival, untilWaiting } from '../test/rival.ts';
import { failureOf, oneTo, openStore, put, told } from '../test/stores.ts';
import { migrate } from './index.ts';
import { MIGRATIONS } from './migrations/index.ts';

const ALL = MIGRATIONS.map(({ name }) => name);

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** The command in a process of its own. */
function tradewrightPostgres(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@tradewright/source', join(import.meta.dirname, 'main.ts'), ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (out += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out }));
  });
}

describeWithPostgres('migrating', () => {
  it('makes the tables once, and then finds nothing to do', async () => {
    const { url } = await freshDatabase();
    expect(await migrate({ connectionString: url })).toEqual(ALL);
    expect(await migrate({ connectionString: url })).toEqual([]);
  });

  it('keeps what is in the tables', async () => {
    const { url } = await freshDatabase();
    await put(await openStore({ connectionString: url }), 'run:a', 0);
    await migrate({ connectionString: url });
    expect(await told(await openStore({ connectionString: url }), 'run:a')).toEqual([1]);
  });

  it('leaves nothing behind when it fails in the middle', async () => {
    const { url, query } = await freshDatabase();
    await query('create schema tradewright; create table tradewright.lease (mine int)');
    expect(await failureOf(() => migrate({ connectionString: url }))).toMatchObject({ code: 'store/failed', cause: { code: '42P07' } });
    expect(await query("select relname from pg_class where relnamespace = 'tradewright'::regnamespace")).toEqual([{ relname: 'lease' }]);
  });

  it('is done by one of twenty connections that begin at once, whether the schema is there or not', async () => {
    for (const isThere of [false, true]) {
      const { url, query } = await freshDatabase();
      if (isThere) await query('create schema tradewright');
      const applied = await Promise.all(oneTo(20).map(() => migrate({ connectionString: url, maxConnections: 1 })));
      expect(applied.filter((names) => names.length > 0)).toEqual([ALL]);
      expect(await query('select name from tradewright.migration')).toEqual(ALL.map((name) => ({ name })));
    }
  });

  it('waits for another that takes longer than any statement may', async () => {
    const database = await freshDatabase();
    const other = await rival(database);
    await other.query("select pg_advisory_xact_lock(hashtextextended('tradewright migration of tradewright', 0))");
    const migrating = migrate({ connectionString: database.url, statementTimeoutMs: 20, lockTimeoutMs: 20, retryForMs: 0 });
    await untilWaiting(database);
    await other.query('select pg_sleep(0.1)');
    await other.query('commit');
    expect(await migrating).toEqual(ALL);
  });

  it('is done by one of ten stores that open at once', async () => {
    const { url } = await freshDatabase();
    const stores = await Promise.all(oneTo(10).map(() => openStore({ connectionString: url, migrate: true })));
    const results = await Promise.allSettled(stores.map((store) => put(store, 'run:a', 0)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is done by one of ten processes that start at once, by the command', async () => {
    const { url } = await freshDatabase();
    const ended = await Promise.all(oneTo(10).map(() => tradewrightPostgres(['migrate', '--database-url-env', 'WHERE_IT_IS', '--schema', 'mine'], { WHERE_IT_IS: url })));
    const done = ended.map(({ code, out }) => `${code} ${out}`).sort();
    expect(done).toEqual([...oneTo(9).map(() => '0 The schema mine is up to date.\n'), `0 The schema mine now has ${ALL.join(', ')}.\n`].sort());
    await put(await openStore({ connectionString: url, schema: 'mine', migrate: false }), 'run:a', 0);
  });

  it('ends with its process as soon as it is done: nothing stays open', async () => {
    const { url } = await freshDatabase();
    const program = `
      import { PgStateStore } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
      const store = await PgStateStore.open({ connectionString: process.env.URL_OF_TEST, migrate: true });
      await store.commit({ writes: [{ key: 'run:a', expected: 0, value: 1 }], events: [] });
      await store.close();
      console.log(process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap').join());`;
    const child = spawn(process.execPath, ['--conditions=@tradewright/source', '--input-type=module', '-e', program], { env: { ...process.env, URL_OF_TEST: url }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(out.trim()).toBe('');
    expect(await told(await openStore({ connectionString: url }), 'run:a')).toEqual([]);
  });
});
