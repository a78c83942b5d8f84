import { expect, test } from 'vitest';
import { randomFaults, type Fault, type FakeExchange, type FakeExchangeOptions } from '../index.ts';
import { AFTER_MS, at, CANDLES, FROM_MS, get, klines, minutes, opened, type Row } from './opened.fixture.ts';

const TEN = `/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${FROM_MS}&limit=10`;

function broken(fault: Fault, options: Partial<FakeExchangeOptions> = {}): Promise<FakeExchange> {
  return opened({ faults: [{ fault, count: 1 }], ...options });
}

async function ten(fault: Fault, options: Partial<FakeExchangeOptions> = {}): Promise<readonly Row[]> {
  const exchange = await broken(fault, options);
  const rows = await klines(exchange, `startTime=${FROM_MS}&limit=10`);
  expect(exchange.faults.struck(fault.kind), 'it struck').toBe(1);
  expect(minutes(await klines(exchange, `startTime=${FROM_MS}&limit=10`)), 'and then all is well').toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  return rows;
}

test.each([429, 418])('%s says when to come again', async (status) => {
  const exchange = await broken({ kind: 'status', status, retryAfterS: 7 });
  const told = await get(exchange, TEN);
  expect(told).toMatchObject({ status, body: { code: -1003 } });
  expect(told.headers.get('Retry-After')).toBe('7');
  expect((await get(exchange, TEN)).status).toBe(200);
});

test.each([500, 502, 503])('%s', async (status) => {
  expect((await get(await broken({ kind: 'status', status }), TEN)).status).toBe(status);
});

test('slow: the answer comes after a while', async () => {
  const exchange = await broken({ kind: 'slow', delayMs: 80 });
  const startMs = performance.now();
  expect((await get(exchange, TEN)).status).toBe(200);
  expect(performance.now() - startMs).toBeGreaterThan(75);
});

test('hang: no answer comes, and closing does not wait for it', async () => {
  const exchange = await broken({ kind: 'hang' });
  const never = fetch(exchange.url + TEN).then(() => 'answered', () => 'cut');
  await expect.poll(() => exchange.count()).toBe(1);
  await exchange.close();
  expect(await never).toBe('cut');
  expect(exchange.requests[0]).toMatchObject({ status: null, fault: 'hang' });
});

test('closing does not wait for a slow answer either', async () => {
  const exchange = await broken({ kind: 'slow', delayMs: 3_600_000 });
  const never = fetch(exchange.url + TEN).then(() => 'answered', () => 'cut');
  await expect.poll(() => exchange.count()).toBe(1);
  await exchange.close();
  await exchange.close();
  expect(await never).toBe('cut');
});

test('cut before anything was answered', async () => {
  await expect(fetch((await broken({ kind: 'cut', at: 'before' })).url + TEN)).rejects.toThrow('fetch failed');
});

test('cut in the middle of the body', async () => {
  const response = await fetch((await broken({ kind: 'cut', at: 'middle' })).url + TEN);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test.each([
  [{ kind: 'garbage' }, 200, /^\[\[/],
  [{ kind: 'html' }, 200, /^<!DOCTYPE html>/],
  [{ kind: 'html', status: 403 }, 403, /^<!DOCTYPE html>/],
  [{ kind: 'empty' }, 200, /^$/],
] as const)('%j is no JSON', async (fault, status, text) => {
  const response = await fetch((await broken(fault)).url + TEN);
  expect(response.status).toBe(status);
  const body = await response.text();
  expect(body).toMatch(text);
  expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
});

test.each([
  ['object', {}],
  ['null', null],
  ['number', 42],
  ['texts', expect.arrayContaining([expect.arrayContaining(['unavailable'])])],
  ['short-rows', expect.arrayContaining([[FROM_MS, expect.any(String), expect.any(String)]])],
] as const)('JSON of the wrong shape: %s', async (shape, body) => {
  expect((await get(await broken({ kind: 'shape', shape }), TEN)).body).toEqual(body);
});

test('missing: a hole in the middle', async () => {
  expect(minutes(await ten({ kind: 'missing', rows: 2 }))).toEqual([0, 1, 2, 3, 4, 7, 8, 9]);
  expect(await ten({ kind: 'none' })).toEqual([]);
});

test('duplicate and disorder', async () => {
  expect(minutes(await ten({ kind: 'duplicate' }))).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]);
  expect(minutes(await ten({ kind: 'disorder' }))).toEqual([0, 1, 2, 3, 5, 4, 6, 7, 8, 9]);
  expect(minutes(await ten({ kind: 'disorder', all: true }))).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
});

test('unclosed: one that has not closed follows, although the range ends before', async () => {
  expect(minutes(await ten({ kind: 'unclosed' }, { nowMs: () => at(100) + 20_000 }))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100]);
  expect(minutes(await ten({ kind: 'unclosed' }, { nowMs: () => AFTER_MS + 600_000 })).at(-1), 'also where nothing is traded any more').toBe(3010);
});

test('broken: a candle that cannot be', async () => {
  const [, , high, low] = (await ten({ kind: 'broken' }))[5]!;
  expect(Number(high)).toBeLessThan(Number(low));
  expect((await ten({ kind: 'broken', how: 'nan' }))[5]![4]).toBe('NaN');
  expect((await ten({ kind: 'broken', how: 'zero' }))[5]![3]).toBe('0.00000000');
  expect((await ten({ kind: 'broken', how: 'off-grid' }))[5]![0] % 60_000).toBe(17_000);
});

test('price: a close that is another at the next look', async () => {
  const rows = await ten({ kind: 'price' });
  expect(Number(rows[5]![4])).toBeCloseTo(CANDLES[5]!.close * 1.01, 6);
  expect(Number(rows[5]![2])).toBeGreaterThanOrEqual(Number(rows[5]![4]));
});

test('late: candles show up only a while after they closed', async () => {
  const exchange = await opened({ nowMs: () => at(10) + 4999, faults: [{ fault: { kind: 'late', lateMs: 5000 } }] });
  expect(minutes(await klines(exchange, 'limit=1'))).toEqual([8]);
  exchange.setNow(at(10) + 5000);
  expect(minutes(await klines(exchange, 'limit=1'))).toEqual([9]);
});

test('skew: the clock of the exchange is off, beside any other fault', async () => {
  const exchange = await opened({ nowMs: () => at(10), faults: [{ fault: { kind: 'skew', skewMs: -120_000 } }] });
  expect((await get(exchange, '/api/v3/time')).body).toEqual({ serverTime: at(8) });
  expect(minutes(await klines(exchange, 'limit=1'))).toEqual([8]);
  exchange.faults.add({ fault: { kind: 'duplicate' }, count: 1 });
  expect(minutes(await klines(exchange, 'limit=3'))).toEqual([6, 7, 7, 8]);
});

test('random faults: as many as were asked for, the same for the same seed, then none', async () => {
  const run = async (seed: number): Promise<readonly string[]> => {
    const exchange = await opened({ faults: randomFaults({ seed, count: 40 }) });
    for (let i = 0; i < 150; i++) await fetch(exchange.url + TEN).then((response) => response.text()).catch(() => undefined);
    expect(exchange.faults.struck()).toBe(40);
    return exchange.requests.map(({ fault = '-' }) => fault);
  };
  const [one, again, other] = [await run(1), await run(1), await run(2)];
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
  expect(one.join(' ')).not.toMatch(/(?:[a-z]\S* ){4}/);
  expect(new Set(one).size).toBeGreaterThan(6);
});
