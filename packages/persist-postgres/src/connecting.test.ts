import { PASSWORD_ROLE, PgProxy, queryOnce, type PgServer } from '@tradewright/pg-testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWithOwnServer, describeWithPostgres, freshDatabase, sharedUrl, startServer } from '../test/postgres.ts';
import { failureOf, openPool, openStore, put } from '../test/stores.ts';
import { checkOptions, migrate, PgStateStore, type PgStateStoreOptions } from './index.ts';

const SECRET = 'hunter22-correct-horse';

const openingFails = (options: PgStateStoreOptions): ReturnType<typeof failureOf> => failureOf(() => PgStateStore.open(options));

/** Everything that a log or a debugger could show of an error. */
const allOf = (error: unknown): string => inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error) + String((error as Error).stack);

describeWithPostgres('a wrong address', () => {
  it.each(['', 'no url at all://', `postgres://trader:${SECRET}@host:port/db`, `postgres://trader:${SECRET}@[::1/db`])('is refused as an option: %j', async (connectionString) => {
    const error = await openingFails({ connectionString });
    expect(error).toMatchObject({ name: 'InputError', code: 'store/options' });
    expect(allOf(error)).not.toContain(SECRET);
    // Also for whoever does not want to connect yet.
    expect(() => checkOptions({ connectionString })).toThrow(expect.objectContaining({ code: 'store/options' }));
  });

  it('is told at once, with what was tried and without the password', async () => {
    const began = performance.now();
    const error = await openingFails({ connectionString: `postgres://trader:${SECRET}@127.0.0.1:1/signals`, retryForMs: 600_000 });
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(error).toMatchObject({ name: 'StoreError', code: 'store/unavailable', retryable: true });
    expect(error.message).toMatch(/PostgreSQL at 127\.0\.0\.1:1, database signals, user trader.*ECONNREFUSED/);
    expect(allOf(error)).not.toContain(SECRET);
  });

  it('is told for a socket that is not there, and for a host that has no address', async () => {
    expect(await openingFails({ connectionString: `postgres://trader@localhost/db?host=/no/such/directory` })).toMatchObject({ code: 'store/unavailable' });
    expect(await openingFails({ connectionString: 'postgres://trader@tradewright.invalid/db' })).toMatchObject({ code: 'store/unavailable' });
  });

  it('is told for a database that is not there', async () => {
    const url = new URL(sharedUrl());
    url.pathname = '/no_such_database';
    const error = await openingFails({ connectionString: url.href });
    expect(error).toMatchObject({ code: 'store/database', retryable: false });
    expect(error.message).toContain('no_such_database');
  });

  it('is told for a server that takes the connection and then says nothing', async () => {
    const proxy = await PgProxy.open(sharedUrl());
    onTestFinished(() => proxy.dispose());
    proxy.freeze(true);
    expect(await openingFails({ connectionString: proxy.through(sharedUrl()), connectTimeoutMs: 100 })).toMatchObject({ code: 'store/unavailable', retryable: true });
  });
});

describeWithOwnServer('a server that asks for passwords', () => {
  let server: PgServer;
  beforeAll(async () => {
    server = await startServer();
    await queryOnce(server.url, `create role trader login password '${SECRET}' in role ${PASSWORD_ROLE}`);
  });
  afterAll(() => server.dispose());

  const urlWith = (password: string): string => {
    const url = new URL(server.url);
    url.username = 'trader';
    url.password = password;
    return url.href;
  };

  it('lets in whoever knows it', async () => {
    await queryOnce(server.url, 'create schema tradewright authorization trader');
    await put(await openStore({ connectionString: urlWith(SECRET) }), 'run:a', 0);
  });

  it.each([`${SECRET}-wrong`, ''])('refuses the password %j, which is not told', async (password) => {
    const error = await openingFails({ connectionString: urlWith(password), retryForMs: 600_000 });
    expect(error).toMatchObject({ code: 'store/auth', retryable: false });
    expect(error.message).toContain('user trader');
    expect(allOf(error)).not.toContain(SECRET);
    expect(await failureOf(() => migrate({ connectionString: urlWith(password) }))).toMatchObject({ code: 'store/auth' });
  });

  it('takes the password out of whatever a pool throws', async () => {
    const onConnect = (): void => {
      throw new Error(`cannot log in with ${SECRET}`);
    };
    const pool = openPool({ connectionString: urlWith(SECRET), password: SECRET, onConnect });
    const error = await openingFails({ pool });
    expect(error.message).toContain('cannot log in with …');
    expect(allOf(error)).not.toContain(SECRET);
  });
});

describeWithPostgres('a full house', () => {
  it('waits for a connection of the pool, and says so when none becomes free', async () => {
    const { url } = await freshDatabase();
    const pool = openPool({ connectionString: url, max: 1 });
    const store = await openStore({ pool, retryForMs: 200 });
    const guest = await pool.connect();
    // Impatient from here on only: on a busy machine the server takes a while to let anybody in.
    pool.options.connectionTimeoutMillis = 50;
    const error = await failureOf(() => put(store, 'run:a', 0));
    expect(error).toMatchObject({ code: 'store/unavailable', retryable: true });
    expect(error.message).toContain('all of the pool are in use');
    pool.options.connectionTimeoutMillis = 60_000;
    const waiting = put(store, 'run:a', 0);
    guest.release();
    await waiting;
  });

  it('waits for the server to have room for a connection', async () => {
    const { url, name, query } = await freshDatabase();
    await migrate({ connectionString: url });
    const role = `crowd_${name.slice(5)}`;
    await query(`create role ${role} login connection limit 1`);
    await query(`grant all on schema tradewright to ${role}; grant all on all tables in schema tradewright to ${role}`);
    onTestFinished(async () => void (await query(`drop owned by ${role}; drop role ${role}`)));
    const own = new URL(url);
    own.username = role;
    const guest = new pg.Client({ connectionString: own.href });
    await guest.connect();
    const error = await openingFails({ connectionString: own.href });
    expect(error).toMatchObject({ code: 'store/unavailable', retryable: true });
    expect(error.message).toContain('too many connections');
    await guest.end();
    await expect.poll(() => query('select from pg_stat_activity where usename = $1', [role])).toEqual([]);
    const store = await PgStateStore.open({ connectionString: own.href });
    await put(store, 'run:a', 0);
    await store.close();
  });

  it('never breaks the process when connections break while nobody uses them', async () => {
    const { url, query } = await freshDatabase();
    const store = await openStore({ connectionString: url });
    await Promise.all([1, 2, 3].map((i) => put(store, `run:${i}`, 0)));
    await query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tradewright' and datname = current_database()");
    await put(store, 'run:a', 0);
    expect((await store.load(['run:a'])).size).toBe(1);
  });
});

/** A server that greets and dies in one breath. */
async function dyingServer(): Promise<string> {
  const message = (kind: string, body: string): Buffer => {
    const bytes = Buffer.from(`${kind}\0\0\0\0${body}`, 'latin1');
    bytes.writeInt32BE(bytes.length - 1, 1);
    return bytes;
  };
  const words = Buffer.concat([message('R', '\0\0\0\0'), message('Z', 'I'), message('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0')]);
  const directory = mkdtempSync(join(tmpdir(), 'dying-pg-'));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(words));
  });
  await new Promise<void>((listening) => server.listen(join(directory, '.s.PGSQL.5432'), listening));
  onTestFinished(() => {
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return `postgres://trader@localhost/db?host=${directory}`;
}

describe('a connection that breaks in the very moment it is ready', () => {
  it('is a failure like any other, and does not end the process', async () => {
    const connectionString = await dyingServer();
    for (let time = 0; time < 5; time++) expect(await openingFails({ connectionString })).toMatchObject({ name: 'StoreError', code: 'store/unavailable', retryable: true });
  });
});

describeWithPostgres('TLS', () => {
  it('is asked for when the options say so, and its absence is told', async () => {
    const error = await openingFails({ connectionString: sharedUrl(), ssl: { rejectUnauthorized: true } });
    expect(error).toMatchObject({ code: 'store/tls', retryable: false });
    expect(await openingFails({ connectionString: `${sharedUrl()}&sslmode=verify-full` })).toMatchObject({ code: 'store/tls' });
  });
});
