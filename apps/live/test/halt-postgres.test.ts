import { readdirSync } from 'node:fs';
import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { PgProxy, serverAt, type TestDatabase } from '@tradewright/pg-testing';
import type { ProvidedPostgres } from '@tradewright/pg-testing/global-setup';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { directoryWith, linesOf, start } from './cli.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

const provided = inject('postgres');
const SECRET = 'not-to-be-told';
const files = { 'candles.csv': csv(minutes(4320)), 'strategy.ts': strategy({ body: 'return { ...buy(price), priceTakeProfit: price * 1.15, priceStopLoss: price * 0.85, minuteEstimatedTime: 1440 };' }) };
const args = ['strategy.ts', '--replay', 'candles.csv', '--symbol', 'X', '--json', '--no-health', '--speed', '600', '--store', 'postgres', '--lease-ms', '60000'];

async function freshDatabase(): Promise<TestDatabase> {
  if ('missing' in provided) throw new Error(provided.missing);
  const database = await serverAt(provided.url).freshDatabase();
  onTestFinished(() => database.drop());
  return database;
}

function withPassword(url: string): string {
  const changed = new URL(url);
  changed.password = SECRET;
  return changed.href;
}

describe.skipIf('missing' in provided)('a halt, with state in PostgreSQL', () => {
  it('while that is down counts on this machine at once, is carried there when it is back, and reaches other machines', async () => {
    const { url, query } = await freshDatabase();
    const proxy = await PgProxy.open(url);
    onTestFinished(() => proxy.dispose());
    const directory = directoryWith(files);
    const here = { DATABASE_URL: withPassword(proxy.through(url)), TRADEWRIGHT_HALT_DIR: directoryWith() };
    const there = { DATABASE_URL: url, TRADEWRIGHT_HALT_DIR: directoryWith() };
    const trading = start(directory, args, { env: here });
    await trading.says('"action":"opened"', 'stdout');
    proxy.refuse(true);
    proxy.cut();

    const halt = await start(directory, ['halt', '--reason', 'the news', '--close', '--store', 'postgres'], { env: here }).ended;
    expect(halt).toMatchObject({ code: 9, stdout: '', stderr: expect.stringMatching(/^Trading is halted: the news\. .* This counts on this machine only \(.*\): the database was not told: .*PostgreSQL at .*\n$/) as string });
    expect(halt.stderr).not.toContain(SECRET);
    await trading.says('"kind":"halt"', 'stdout');
    expect(readdirSync(here.TRADEWRIGHT_HALT_DIR, { recursive: true }).filter((name) => String(name).endsWith('.json'))).toHaveLength(1);
    // What it does not know, nobody can take back.
    const resume = await start(directory, ['resume', '--store', 'postgres'], { env: here }).ended;
    expect(resume).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/Trading stays as it is\.\n$/) as string });

    proxy.refuse(false);
    await trading.says('"closeReason":"command"', 'stdout');
    await expect.poll(() => readdirSync(here.TRADEWRIGHT_HALT_DIR, { recursive: true }).filter((name) => String(name).endsWith('.json'))).toEqual([]);
    expect(await query("select value->'halt'->>'reason' as reason from tradewright.state where key = 'halt:default'")).toMatchObject([{ reason: 'the news' }]);
    trading.child.kill('SIGKILL');
    expect(linesOf((await trading.ended).stdout).filter(({ action }) => action === 'opened')).toHaveLength(1);

    const elsewhere = start(directory, args, { env: there });
    await elsewhere.says('"kind":"halt"', 'stdout');
    expect(await start(directory, ['resume', '--store', 'postgres'], { env: here }).ended).toMatchObject({ code: 0, stderr: '', stdout: 'Trading goes on.\n' });
    await elsewhere.says('"halted":null', 'stdout');
    elsewhere.child.kill('SIGINT');
    expect((await elsewhere.ended).code).toBe(130);
  });
});
