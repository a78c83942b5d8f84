import { csv, minutes, steplessExchange, strategy, untilAsked } from '@tradewright/cli-kit/testing';
import type { FakeExchange, Fault, FaultRule } from '@tradewright/fake-exchange';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryWith, limited, run, start, type Ended } from './cli.ts';
import { candlesOf, exchangeWith } from './exchange.ts';

const KLINES = '/api/v3/klines';

type Json = Readonly<Record<string, unknown>>;
const json = ({ stdout }: Ended): Json => JSON.parse(stdout) as Json;

function words(exchange: FakeExchange, ...more: readonly string[]): string[] {
  return ['strategy.ts', '--exchange', 'binance', '--exchange-url', exchange.url, '--symbol', 'AAAUSDT', '--from', '2024-01-03', '--to', '2024-01-04', '--out', 'o', ...more];
}

/** Asks the exchange for whatever it can be asked for. */
const curious = strategy({
  top: "import { formatPrice, formatQuantity, getCandles } from 'tradewright';",
  body: `if (asks !== 1) return buy(price);
    return Promise.all([getCandles(symbol, '1h', 20), getCandles(symbol, '1m', 2000), formatPrice(symbol, 1.23456), formatQuantity(symbol, 2.3456789)])
      .then(([hours, minutes, p, q]) => { console.error('asked', hours.length, minutes.length, p, q); return buy(price); });`,
});

describe.concurrent('candles of an exchange', () => {
  it('are fetched once: the second run touches no network, whatever the strategy asks for', async () => {
    const exchange = await exchangeWith();
    const directory = directoryWith({ 'strategy.ts': curious });
    const first = await run(directory, ...words(exchange, '--json'));
    expect(first).toMatchObject({ code: 0, stderr: 'asked 20 2000 1.23 2.34567\n' });
    expect(json(first)).toMatchObject({
      candles: 1440, gaps: 0, coveredFrom: '2024-01-03T00:00:00.000Z', coveredTo: '2024-01-04T00:00:00.000Z',
      data: { exchange: `binance@${new URL(exchange.url).host}`, symbol: 'AAAUSDT', interval: '1m', from: '2024-01-01T00:00:00.000Z', to: '2024-01-06T00:00:00.000Z', candles: 4320, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const questions = exchange.count();
    expect(questions).toBeGreaterThan(5);
    const second = await run(directory, ...words(exchange, '--json'));
    expect(second).toMatchObject({ code: 0, stderr: first.stderr });
    expect({ ...json(second), durationMs: 0, candlesPerSecond: 0 }).toEqual({ ...json(first), durationMs: 0, candlesPerSecond: 0 });
    expect(exchange.count()).toBe(questions);
    // Also when the exchange is gone.
    const again = words(exchange);
    await exchange.close();
    expect(await run(directory, ...again)).toMatchObject({ code: 0 });
  });

  it('are had of an exchange whose prices have no steps as well; it is asked how it writes them', async () => {
    const exchange = await steplessExchange(minutes(1440, Date.UTC(2024, 0, 3)));
    const wanted = strategy({ top: "import { formatPrice } from 'tradewright';", body: "return asks !== 1 ? buy(price) : formatPrice(symbol, 98.765432).then((written) => { console.error('written', written); return buy(price); });" });
    const directory = directoryWith({ 'strategy.ts': wanted });
    const args = ['strategy.ts', '--exchange', 'bitfinex', '--exchange-url', exchange.url, '--symbol', 'BTCUSD', '--from', '2024-01-03', '--to', '2024-01-04', '--out', 'o', '--json'];
    const first = await run(directory, ...args);
    await exchange.close();
    expect(first).toMatchObject({ code: 0, stderr: 'written 98.765\n' });
    expect(json(first)).toMatchObject({ candles: 1440, gaps: 0 });
    // What is complete needs nobody.
    writeFileSync(join(directory, 'strategy.ts'), strategy());
    expect(await run(directory, ...args)).toMatchObject({ code: 0, stderr: '' });
  });

  it('come to the trades that the same candles in a file come to, and the report names them', async () => {
    const exchange = await exchangeWith();
    const rows = candlesOf('AAAUSDT').map(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs, open, high, low, close, volume] as const);
    const directory = directoryWith({ 'strategy.ts': strategy(), 'candles.csv': csv(rows) });
    const fetched = await run(directory, ...words(exchange, '--json', '--check-lookahead', '--cuts', '2'));
    const filed = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'AAAUSDT', '--from', '2024-01-03', '--to', '2024-01-04', '--out', 'f', '--json');
    const { trades, totalPnlPercent, lookahead, data } = json(fetched) as { trades: number; totalPnlPercent: number; lookahead: unknown; data: { contentHash: string } };
    expect(trades).toBeGreaterThan(3);
    expect(lookahead).toMatchObject({ cuts: 2, identical: true });
    expect(json(filed)).toMatchObject({ trades, totalPnlPercent, data: null });
    const report = readFileSync(join(directory, 'o/report.md'), 'utf8');
    expect(report).toMatch(/\| Candles \| binance@127\.0\.0\.1:\d+ AAAUSDT 1m, 2024-01-01 00:00 UTC to 2024-01-06 00:00 UTC, 4,320 candles, kept in files in .*candles \|/);
    expect(report).toContain(`| Candles, sha256 | ${data.contentHash} |`);
    expect(report).toMatch(/tradewright-backtest strategy\.ts --exchange binance --exchange-url http:\/\/127\.0\.0\.1:\d+\/ --dir \.\/candles --symbol AAAUSDT --from 2024-01-03T00:00Z --to 2024-01-04T00:00Z/);
  });

  it('whose fetching is interrupted are kept as far as they came', async () => {
    const exchange = await exchangeWith({ pageLimit: 500, faults: [{ fault: { kind: 'slow', delayMs: 60_000 }, path: KLINES, after: 5, count: 1 }] });
    const directory = directoryWith({ 'strategy.ts': strategy() });
    const { child, ended } = start(directory, words(exchange));
    await untilAsked(exchange, KLINES, 6);
    child.kill('SIGINT');
    const stopped = await ended;
    expect(stopped).toMatchObject({ code: 130, stdout: '', stderr: expect.stringMatching(/^Interrupted while candles were fetched\. [\d,]+ new candles are kept in .*; the same command goes on from there\.\n$/) });
    exchange.faults.clear();
    const before = exchange.count(KLINES);
    expect(await run(directory, ...words(exchange))).toMatchObject({ code: 0 });
    expect(exchange.count(KLINES) - before).toBeLessThan(12);
  });

  it('that there are none of are one sentence', async () => {
    const exchange = await exchangeWith();
    const directory = directoryWith({ 'strategy.ts': strategy() });
    const early = await run(directory, ...words(exchange, '--from', '2020-01-01', '--to', '2020-01-02'));
    expect(early).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/AAAUSDT 1m: there is no candle in this time\./) });
    const unknown = await run(directory, ...words(exchange, '--symbol', 'NOPEUSDT'));
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/binance has no market "NOPEUSDT"/) });
    const nobody = await run(directory, ...words(exchange, '--exchange', 'binanze'));
    expect(nobody).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/ccxt knows no exchange "binanze"/) });
    for (const { stderr } of [early, unknown, nobody]) expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('that the disk has no room for end the run cleanly, and it goes on another time', async () => {
    const exchange = await exchangeWith();
    const directory = directoryWith({ 'strategy.ts': strategy() });
    const full = await limited(directory, words(exchange), 100);
    expect(full).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/the same command goes on from there\.\n$/) });
    expect(await run(directory, ...words(exchange, '--json'))).toMatchObject({ code: 0 });
  });
});

const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 429, retryAfterS: 1 },
  { kind: 'slow', delayMs: 100 },
  { kind: 'status', status: 418, retryAfterS: 1 },
  { kind: 'status', status: 503 },
  { kind: 'hang' },
  { kind: 'cut', at: 'before' },
  { kind: 'cut', at: 'middle' },
  { kind: 'garbage' },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'shape', shape: 'short-rows' },
  { kind: 'missing', rows: 3 },
  { kind: 'duplicate' },
  { kind: 'disorder' },
  { kind: 'unclosed' },
  { kind: 'broken', how: 'nan' },
];

describe.concurrent('a backtest whose exchange gives each fault once, one question after the other,', () => {
  it('comes to what an undisturbed one comes to', async () => {
    const told = async (faults: readonly FaultRule[]): Promise<Json> => {
      const exchange = await exchangeWith({ pageLimit: 250, faults });
      const { code, stdout } = await run(directoryWith({ 'strategy.ts': strategy() }), ...words(exchange, '--json', '--timeout', '5000'));
      expect(code).toBe(0);
      expect(exchange.faults.struck()).toBe(faults.length);
      const { trades, totalPnlPercent, data } = JSON.parse(stdout) as { trades: number; totalPnlPercent: number; data: { candles: number; contentHash: string } };
      return { trades, totalPnlPercent, candles: data.candles, contentHash: data.contentHash };
    };
    const undisturbed = await told([]);
    expect(undisturbed).toMatchObject({ trades: 15, candles: 4320 });
    expect(await told(FAULTS.map((fault, i) => ({ fault, path: KLINES, nth: i + 2 })))).toEqual(undisturbed);
  });
});

describe.concurrent('a backtest whose exchange goes on giving', () => {
  it('a ban from the first question on waits, says so, and ends at once when it is told to', async () => {
    const exchange = await exchangeWith({ faults: [{ fault: { kind: 'status', status: 418, retryAfterS: 60 } }] });
    const { child, ended, says } = start(directoryWith({ 'strategy.ts': strategy() }), words(exchange));
    await says('60 s', 'stderr');
    const killedMs = performance.now();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '', stderr: expect.stringMatching(/Interrupted while candles were fetched\. What was kept before stays; the same command goes on from there\.\n$/) });
    expect(performance.now() - killedMs).toBeLessThan(2500);
  });

  it.each<[what: string, fault: Fault]>([
    ['503', { kind: 'status', status: 503 }],
    ['a ban of an hour', { kind: 'status', status: 418, retryAfterS: 3600 }],
  ])('%s ends with a sentence, keeps what came, and goes on another time', async (_what, fault) => {
    const exchange = await exchangeWith({ pageLimit: 500, faults: [{ fault, path: KLINES, after: 3 }] });
    const directory = directoryWith({ 'strategy.ts': strategy() });
    const failed = await run(directory, ...words(exchange, '--json', '--retries', '1'));
    expect(failed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/binance.* 1,500 new candles are kept in files in .*; the same command goes on from there\.\n$/) });
    exchange.faults.clear();
    const before = exchange.count(KLINES);
    expect(await run(directory, ...words(exchange))).toMatchObject({ code: 0 });
    expect(exchange.count(KLINES) - before).toBeLessThanOrEqual(10);
  });
});
