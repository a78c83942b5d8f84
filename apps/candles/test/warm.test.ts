import { csv, minutes, untilAsked } from '@tradewright/cli-kit/testing';
import type { FakeExchange } from '@tradewright/fake-exchange';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryWith, run, start, type Ended } from './cli.ts';
import { candlesOf, exchangeWith } from './exchange.ts';
import { keptIn } from './warm-here.ts';

const KLINES = '/api/v3/klines';
const PERIOD = ['--from', '2024-01-01', '--to', '2024-01-04'];

function words(exchange: FakeExchange, symbols = 'AAAUSDT'): string[] {
  return ['warm', '--exchange', 'binance', '--exchange-url', exchange.url, '--symbol', symbols, ...PERIOD];
}

function json({ stdout }: Ended): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('warm', () => {
  it.concurrent('fetches several symbols and their steps, and the second time asks for nothing', async () => {
    const exchange = await exchangeWith({ symbols: ['AAAUSDT', 'BBBUSDT'] });
    const directory = directoryWith();
    const first = await run(directory, ...words(exchange, 'AAAUSDT,BBBUSDT'), '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(json(first)).toMatchObject({ schemaVersion: 1, command: 'warm', interval: '1m', added: 8640, differing: 0, interrupted: false, symbols: [{ symbol: 'AAAUSDT', state: 'done', added: 4320 }, { symbol: 'BBBUSDT' }] });
    const requests = exchange.count();
    const second = await run(directory, ...words(exchange, 'AAAUSDT,BBBUSDT'));
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toMatch(/AAAUSDT +nothing was missing\n +BBBUSDT +nothing was missing\n0 new candles/);
    expect(exchange.count()).toBe(requests);
    expect(await keptIn(directory, exchange, 'BBBUSDT')).toEqual(candlesOf('BBBUSDT'));
  });

  it.concurrent.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
    ['kill -9', 'SIGKILL', null],
  ] as const)('%s keeps what came; the same command goes on', async (_what, signal, expected) => {
    // Slow enough to be met in the middle.
    const exchange = await exchangeWith({ pageLimit: 500, count: 20_160, faults: [{ fault: { kind: 'slow', delayMs: 60_000 }, path: KLINES, after: 30, count: 1 }] });
    const directory = directoryWith();
    const args = [...words(exchange).slice(0, -1), '2024-01-15'];
    const { child, ended } = start(directory, args);
    await untilAsked(exchange, KLINES, 31);
    const toldMs = performance.now();
    child.kill(signal);
    const first = await ended;
    expect(first.code).toBe(expected);
    expect(performance.now() - toldMs).toBeLessThan(2000);
    if (signal !== 'SIGKILL') expect(first.stdout).toMatch(/AAAUSDT +stopped at \d+ %, [\d,]+ new candles[\s\S]*Interrupted\. What came is kept/);
    exchange.faults.clear();
    const before = exchange.count(KLINES);
    const second = await run(directory, ...args, '--json');
    expect(json(second)).toMatchObject({ symbols: [{ state: 'done' }] });
    const questions = exchange.count(KLINES) - before;
    // Of 41 pages; a piece that was on its way to the store may have to come again.
    expect(questions).toBeGreaterThanOrEqual(10);
    expect(questions).toBeLessThanOrEqual(22);
    expect((await keptIn(directory, exchange, 'AAAUSDT', 30_000)).length).toBe(20_160);
  });

  it.concurrent('a disk that is full is told, what was kept before stays, and the same command goes on', async () => {
    const exchange = await exchangeWith({ count: 20_160 });
    const directory = directoryWith();
    const args = [...words(exchange).slice(0, -1), '2024-01-15'];
    const full = await start(directory, args, { mostFileKib: 700 }).ended;
    expect(full).toMatchObject({ code: 4, stdout: '' });
    expect(full.stderr.trim().split('\n')).toHaveLength(1);
    expect(full.stderr).toMatch(/candles.*new candles before that are kept; the same command goes on from there/);
    const again = await run(directory, ...args, '--json');
    expect(json(again)).toMatchObject({ symbols: [{ state: 'done' }] });
    expect(await keptIn(directory, exchange, 'AAAUSDT', 30_000)).toEqual(candlesOf('AAAUSDT', 20_160));
  });

  it.concurrent.each([
    ['lies below a file', 'file/below', /not a directory|ENOTDIR|directory/i],
    ['cannot be made', '/proc/candles', /\/proc/],
  ])('a directory that %s is one sentence', async (_what, path, sentence) => {
    const exchange = await exchangeWith();
    const { code, stdout, stderr } = await run(directoryWith({ file: '' }), ...words(exchange), '--dir', path);
    expect(stderr).toMatch(sentence);
    expect({ code: code === 4 || code === 6, stdout, lines: stderr.trim().split('\n').length, asked: exchange.count() }).toEqual({ code: true, stdout: '', lines: 1, asked: 0 });
  });

  it.concurrent('what comes otherwise than it is kept is told, and what was kept first stays', async () => {
    const exchange = await exchangeWith();
    const directory = directoryWith();
    await run(directory, ...words(exchange));
    const other = candlesOf('AAAUSDT');
    other[100] = { ...other[100]!, volume: other[100]!.volume + 1 };
    await exchange.list({ symbol: 'AAAUSDT', candles: other });
    const { code, stdout } = await run(directory, 'check', '--exchange', 'binance', '--exchange-url', exchange.url, '--refetch');
    expect(stdout).toMatch(/4,320 candles compared: 0 came for holes, 1 came otherwise; what was kept first stands\n +2024-01-01 01:40 UTC: kept .* came /);
    expect(code).toBe(3);
    expect(await keptIn(directory, exchange)).toEqual(candlesOf('AAAUSDT'));
  });
});

describe('check', () => {
  it.concurrent('tells gaps and where, and --repair asks for them again', async () => {
    const exchange = await exchangeWith();
    await exchange.list({ symbol: 'AAAUSDT', candles: candlesOf('AAAUSDT').filter((_, i) => !(i >= 60 && i < 90) && i !== 2000) });
    const directory = directoryWith();
    await run(directory, ...words(exchange));
    const gapped = await run(directory, 'check');
    expect(gapped.stdout).toMatch(/candles +4,289, 2024-01-01 00:00 UTC to 2024-01-04 00:00 UTC\n +gaps +2, 31 candles missing; the longest 30 candles from 2024-01-01 01:00 UTC; 2024-01-01 01:00 UTC \(30\), 2024-01-02 09:20 UTC \(1\)\n/);
    expect(gapped.code).toBe(3);
    const elsewhere = await run(directory, 'check', '--repair');
    expect(elsewhere).toMatchObject({ code: 1, stdout: expect.stringMatching(/NOT DONE .*say --exchange binance --exchange-url/) });
    await exchange.list({ symbol: 'AAAUSDT', candles: candlesOf('AAAUSDT') });
    const mended = await run(directory, 'check', '--repair', '--exchange', 'binance', '--exchange-url', exchange.url, '--json');
    expect(mended.code).toBe(0);
    expect(json(mended)).toMatchObject({ schemaVersion: 1, command: 'check', series: [{ symbol: 'AAAUSDT', candles: 4320, gaps: 0, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/), damage: null, asked: { asked: 31, mended: 31, differing: 0 } }] });
    expect(await keptIn(directory, exchange)).toEqual(candlesOf('AAAUSDT'));
  });

  it.concurrent('names a damaged file, goes on with the other series, and deletes nothing', async () => {
    const exchange = await exchangeWith({ symbols: ['AAAUSDT', 'BBBUSDT'] });
    const directory = directoryWith();
    await run(directory, ...words(exchange, 'AAAUSDT,BBBUSDT'));
    const file = damageOneFile(join(directory, 'candles'), 'AAAUSDT');
    const { code, stdout, stderr } = await run(directory, 'check');
    expect(stdout).toContain(file.split('/').at(-1));
    expect(stdout).toMatch(/AAAUSDT 1m\n +DAMAGED: [\s\S]*BBBUSDT 1m\n +covered/);
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
  });

  it.concurrent('and warm end at once where they wait for a ban to pass', async () => {
    const exchange = await exchangeWith({ faults: [{ fault: { kind: 'status', status: 418, retryAfterS: 60 } }] });
    const { child, ended, says } = start(directoryWith(), [...words(exchange), '--json']);
    await says('60 s', 'stderr');
    const killedMs = performance.now();
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(performance.now() - killedMs).toBeLessThan(2500);
    expect({ code, told: JSON.parse(stdout) as unknown }).toMatchObject({ code: 130, told: { interrupted: true, added: 0, symbols: [{ state: 'stopped' }] } });
  });

  it.concurrent('tells nothing of a series that it was interrupted at', async () => {
    const exchange = await exchangeWith({ faults: [{ fault: { kind: 'status', status: 418, retryAfterS: 60 } }] });
    const directory = directoryWith({ 'a.csv': csv(minutes(100)) });
    const series = ['--exchange', 'binance', '--exchange-url', exchange.url, '--symbol', 'S'];
    await run(directory, 'import', ...series, '--format', 'csv', 'a.csv');
    const { child, ended, says } = start(directory, ['check', '--repair', '--json', ...series]);
    await says('60 s', 'stderr');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect({ code, told: JSON.parse(stdout) as unknown }).toEqual({ code: 130, told: { schemaVersion: 1, command: 'check', series: [], interrupted: true } });
  });

  it.concurrent('says that nothing is kept', async () => {
    expect(await run(directoryWith(), 'check')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Nothing of the kind is kept in files in/) });
  });
});

/** Turns one byte in the middle of a file of candles. @returns its path */
function damageOneFile(directory: string, symbol: string): string {
  const path = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name)).find((name) => name.includes(symbol) && statSync(name).isFile() && statSync(name).size > 10_000)!;
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
  return path;
}
