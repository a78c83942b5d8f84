import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PgProxy, testServer, whyNoServer, type TestDatabase, type TestServer } from './index.ts';

/** However far a client had come. */
const GONE = /Connection terminated|EPIPE|ECONNRESET/;

describe.skipIf(whyNoServer() !== undefined)('a network with faults', () => {
  let server: TestServer;
  let database: TestDatabase;
  let proxy: PgProxy;
  beforeAll(async () => {
    server = await testServer();
    database = await server.freshDatabase();
    proxy = await PgProxy.open(server.url);
    await database.query('create table note (text text)');
  });
  afterAll(async () => {
    await proxy.dispose();
    await database.drop();
    await server.dispose();
  });

  async function connected(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: proxy.through(database.url) });
    client.on('error', () => undefined);
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  }

  const noted = async (text: string): Promise<boolean> => (await database.query('select 1 from note where text = $1', [text])).length > 0;

  it('passes everything on', async () => {
    const client = await connected();
    const long = 'x'.repeat(1_000_000);
    expect((await client.query<{ long: string }>('select $1::text as long', [long])).rows[0]!.long).toBe(long);
  });

  it('loses a statement on its way to the server', async () => {
    const client = await connected();
    const cut = proxy.cutAt('first-note', 'before');
    await expect(client.query('insert into note values ($1)', ['first-note'])).rejects.toThrow('Connection terminated');
    await cut;
    expect(await noted('first-note')).toBe(false);
  });

  it('loses the answer to a statement that was done', async () => {
    const client = await connected();
    const cut = proxy.cutAt('second-note', 'after');
    await expect(client.query('insert into note values ($1)', ['second-note'])).rejects.toThrow('Connection terminated');
    await cut;
    expect(await noted('second-note')).toBe(true);
  });

  it('cuts the line while the server is at work, which goes on', async () => {
    const client = await connected();
    const cut = proxy.cutAt('third-note', 'during');
    await expect(client.query('insert into note select $1 from pg_sleep(0.1)', ['third-note'])).rejects.toThrow('Connection terminated');
    await cut;
    expect(await noted('third-note')).toBe(false);
    await expect.poll(() => noted('third-note')).toBe(true);
  });

  it('cuts what there is, and refuses what comes until it is told otherwise', async () => {
    const client = await connected();
    proxy.refuse(true);
    proxy.cut();
    await expect(client.query('select 1')).rejects.toThrow(GONE);
    await expect(connected()).rejects.toThrow(GONE);
    proxy.refuse(false);
    expect((await (await connected()).query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('holds everything back without closing anything', async () => {
    const client = await connected();
    proxy.freeze(true);
    let isAnswered = false;
    const answer = client.query('select 1 as one').finally(() => (isAnswered = true));
    await database.query('select pg_sleep(0.1)');
    expect(isAnswered).toBe(false);
    proxy.freeze(false);
    expect((await answer).rows).toEqual([{ one: 1 }]);
  });
});
