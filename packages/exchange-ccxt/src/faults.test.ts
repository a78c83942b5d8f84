import type { Fault } from '@tradewright/fake-exchange';
import { describe, expect, it } from 'vitest';
import { CANDLES, KLINES, MINUTE, minute, place, read, START } from '../test/place.ts';

const ONCE: readonly (readonly [string, Fault])[] = [
  ['429', { kind: 'status', status: 429, retryAfterS: 2 }],
  ['429 without a word of how long', { kind: 'status', status: 429 }],
  ['418', { kind: 'status', status: 418, retryAfterS: 2 }],
  ['403 by a firewall', { kind: 'html', status: 403 }],
  ['500', { kind: 'status', status: 500 }],
  ['502', { kind: 'status', status: 502 }],
  ['503', { kind: 'status', status: 503 }],
  ['504', { kind: 'status', status: 504 }],
  ['a status nobody knows', { kind: 'status', status: 599 }],
  ['a connection cut before the answer', { kind: 'cut', at: 'before' }],
  ['a connection cut within the answer', { kind: 'cut', at: 'middle' }],
  ['an answer that is no JSON', { kind: 'garbage' }],
  ['an HTML page', { kind: 'html' }],
  ['an HTML page of a proxy', { kind: 'html', status: 502 }],
  ['an empty answer', { kind: 'empty' }],
  ['an object', { kind: 'shape', shape: 'object' }],
  ['null', { kind: 'shape', shape: 'null' }],
  ['a number', { kind: 'shape', shape: 'number' }],
  ['texts in place of candles', { kind: 'shape', shape: 'texts' }],
  ['candles without figures', { kind: 'shape', shape: 'short-rows' }],
  ['a missing candle', { kind: 'missing' }],
  ['many missing candles', { kind: 'missing', rows: 40 }],
  ['no candle at all', { kind: 'none' }],
  ['a candle twice', { kind: 'duplicate' }],
  ['two candles in the wrong order', { kind: 'disorder' }],
  ['all candles backwards', { kind: 'disorder', all: true }],
  ['one that has not closed', { kind: 'unclosed' }],
  ['a high below the low', { kind: 'broken', how: 'high-below-low' }],
  ['a price that is no number', { kind: 'broken', how: 'nan' }],
  ['a price of zero', { kind: 'broken', how: 'zero' }],
  ['a time beside the grid', { kind: 'broken', how: 'off-grid' }],
  ['a slow answer', { kind: 'slow', delayMs: 30 }],
];

describe.each(ONCE)('%s', (_name, fault) => {
  it('once, anywhere in a long question, changes nothing', async () => {
    const { source } = await place({ maxCandlesPerRequest: 100, fake: { faults: [{ fault, path: KLINES, nth: [1, 4, 9] }] } });
    expect(await read(source, { toMs: minute(1000) })).toEqual(CANDLES.slice(0, 1000));
  });
});

it.each([
  ['high-below-low', 'high', 'candle 2024-01-01T00:05:00.000Z: high is not the highest'],
  ['nan', undefined, 'is no candle'],
  ['zero', 'positive', 'holds a price that is not positive'],
  ['off-grid', 'timestamp', 'is not a positive multiple of 60000 ms'],
] as const)('a candle that is broken every time (%s) fails the question and is named', async (how, rule, message) => {
  const { source, fake } = await place({ retries: 2, fake: { faults: [{ fault: { kind: 'broken', how }, path: KLINES }] } });
  const error = await read(source, { toMs: minute(10) }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: rule === undefined ? 'ccxt/garbage' : 'candle/invalid', message: expect.stringContaining(message), ...(rule === undefined ? {} : { fault: { rule } }) });
  expect((error as Error).message).toContain('binance BTC/USDT 1m');
  expect(fake.count(KLINES)).toBe(3);
});

it.each(['object', 'null', 'number'] as const)('what is no list every time (%s) fails the question: it is not taken for "no candles"', async (shape) => {
  const { source } = await place({ retries: 2, fake: { faults: [{ fault: { kind: 'shape', shape }, path: KLINES, after: 2 }] } });
  expect(await read(source, { toMs: minute(3000) }).catch((thrown: unknown) => thrown)).toMatchObject({ code: expect.stringMatching(/^ccxt\//), retryable: true });
});

it('a candle that comes otherwise when it is asked for again fails the question', async () => {
  const holed = CANDLES.filter((_, i) => i !== 20);
  const { source } = await place({ candles: holed, fake: { faults: [{ fault: { kind: 'price' }, path: KLINES, nth: 2 }] } });
  await expect(read(source, { toMs: minute(50) })).rejects.toMatchObject({ code: 'candle/invalid', fault: { rule: 'duplicate' }, message: expect.stringContaining('asked for again') });
});

it('holes that are real are believed after a second look, and of a market full of them at the first', async () => {
  const holed = CANDLES.filter((_, i) => i % 7 !== 3);
  const { source, fake } = await place({ candles: holed, maxCandlesPerRequest: 100 });
  expect(await read(source, { toMs: minute(3000) })).toEqual(holed);
  // Three pages were asked for twice, and so was the last candle, which does not exist.
  expect(fake.count(KLINES)).toBe(26 + 3 + 2);
});

it('years without a candle take a few requests, before the listing and after the end', async () => {
  const { source, fake } = await place({ fake: { markets: [{ symbol: 'BTCUSDT', candles: CANDLES, delisted: true }] } });
  expect(await read(source, { fromMs: 0, toMs: Date.UTC(2040, 0, 1) })).toEqual(CANDLES);
  expect(fake.count(KLINES)).toBeLessThan(20);
});

it('an exchange that gives fewer than it was asked for, and does not say so, loses nothing', async () => {
  const { source } = await place({ fake: { pageLimit: 37 } });
  expect(await read(source)).toEqual(CANDLES);
});

it.each([
  ['a day ahead', 86_400_000],
  ['a day behind', -86_400_000],
])('a machine whose clock is %s gets what has closed by the exchange\'s clock', async (_name, skewMs) => {
  const { source, clock, notices } = await place({ fake: { nowMs: () => minute(500) + 30_000 } });
  clock.pass(minute(500) + 30_000 - clock.nowMs());
  clock.skewMs = skewMs;
  expect(await read(source)).toEqual(CANDLES.slice(0, 500));
  expect(notices).toEqual([{ kind: 'clock-skew', message: `The machine's clock is 86400 s ${skewMs > 0 ? 'ahead of' : 'behind'} binance's; the exchange's counts.` }]);
});

it('a clock that is put right while it runs changes nothing', async () => {
  let nowMs = minute(500) + 30_000;
  const { source, clock, fake } = await place({ fake: { nowMs: () => nowMs } });
  expect(await read(source)).toHaveLength(500);
  clock.skewMs = 3_600_000;
  nowMs += 61_000;
  expect(await read(source)).toHaveLength(501);
  expect(fake.count('/api/v3/time')).toBe(2);
});

it('the newest candle is not given while it may still change, although the exchange hands it out', async () => {
  let nowMs = minute(500) + 59_990;
  const { source, clock } = await place({ fake: { nowMs: () => nowMs } });
  expect((await read(source)).at(-1)?.openTimeMs).toBe(START + 499 * MINUTE);
  nowMs += 10;
  clock.pass(10);
  expect(await read(source)).toEqual(CANDLES.slice(0, 501));
});

it('a candle that changes between two looks at a hole is no contradiction while it is forming', async () => {
  let asked = 0;
  const { source, fake } = await place({ candles: CANDLES.filter((_, i) => i !== 490), fake: { nowMs: () => minute(500) + 20_000 + ++asked * 1000 } });
  expect(await read(source, { fromMs: minute(480) })).toEqual(CANDLES.slice(480, 500).filter((_, i) => i !== 10));
  expect(fake.count(KLINES)).toBe(2);
});
