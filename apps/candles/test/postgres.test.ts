import { untilAsked } from '@tradewright/cli-kit/testing';
import type { FakeExchange } from '@tradewright/fake-exchange';
import { serverAt, PgProxy, type TestDatabase } from '@tradewright/pg-testing';
import type { ProvidedPostgres } from '@tradewright/pg-testing/global-setup';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { directoryWith, start, type Ended } from './cli.ts';
import { exchangeWith } from './exchange.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

const provided = inject('postgres');
const KLINES = '/api/v3/klines';
const SECRET = 'not-to-be-told';

async function freshDatabase(): Promise<TestDatabase> {
  if ('missing' in provided) throw new Error(provided.missing);
  const database = await serverAt(provided.url).freshDatabase();
  onTestFinished(() => database.drop());
  return database;
}

function words(exchange: FakeExchange, ...more: readonly string[]): string[] {
  return ['warm', '--exchange', 'binance', '--exchange-url', exchange.url, '--symbol', 'AAAUSDT', '--from', '2024-01-01', '--to', '2024-01-15', '--store', 'postgres', ...more];
}

function run(args: readonly string[], url: string): Promise<Ended> {
  return start(directoryWith(), args, { env: { DATABASE_URL: url } }).ended;
}

describe.skipIf('missing' in provided)('candles in PostgreSQL', () => {
  it('are kept once, and have the hash that they have in files', async () => {
    const { url } = await freshDatabase();
    const exchange = await exchangeWith({ count: 20_160 });
    expect(await run(words(exchange), url)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/in PostgreSQL, schema tradewright\n +AAAUSDT +20,160 new candles/) });
    const asked = exchange.count();
    expect(await run(words(exchange, '--json'), url)).toMatchObject({ code: 0, stdout: expect.stringContaining('"added":0') });
    expect(exchange.count()).toBe(asked);
    const directory = directoryWith();
    await start(directory, words(exchange).slice(0, -2)).ended;
    const hashOf = ({ stdout }: Ended): string | undefined => /sha256 ([0-9a-f]{64})/.exec(stdout)?.[1];
    const [inFiles, inTables] = [await start(directory, ['check']).ended, await run(['check', '--store', 'postgres'], url)];
    expect(hashOf(inTables)).toBe(hashOf(inFiles));
    expect(hashOf(inTables)).toBeDefined();
  });

  it('whose server goes away while they are fetched: what was kept stays, and the same command goes on', async () => {
    const { url } = await freshDatabase();
    const proxy = await PgProxy.open(url);
    onTestFinished(() => proxy.dispose());
    const exchange = await exchangeWith({ count: 20_160, pageLimit: 500 });
    const { ended } = start(directoryWith(), words(exchange), { env: { DATABASE_URL: proxy.through(url) } });
    // One piece of twenty pages is kept by then.
    await untilAsked(exchange, KLINES, 25);
    proxy.refuse(true);
    proxy.cut();
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/10,000 new candles before that are kept; the same command goes on from there\.$/);
    expect(await run(words(exchange, '--json'), url)).toMatchObject({ code: 0, stdout: expect.stringContaining('"added":10160') });
  });

  it.each([
    ['no DATABASE_URL', '', 2, /--store postgres needs DATABASE_URL/],
    ['one that is no address', `not-a-url-${SECRET}`, 2, /cannot be understood/],
    ['a server that is not there', `postgres://a:${SECRET}@127.0.0.1:1/x`, 4, /127\.0\.0\.1:1/],
  ])('%s is one sentence that tells no password', async (_what, url, expected, sentence) => {
    const exchange = await exchangeWith();
    const { code, stdout, stderr } = await run(words(exchange), url);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
    expect({ code, stdout, told: stderr.includes(SECRET) }).toEqual({ code: expected, stdout: '', told: false });
  });
});
