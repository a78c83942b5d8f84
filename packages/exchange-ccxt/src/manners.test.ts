import { FakeClock } from '@tradewright/core/testing';
import { expect, it, vi } from 'vitest';
import { CANDLES, KLINES, minute, place, read, START } from '../test/place.ts';

/** The machine may be busy. */
const PATIENT = { timeout: 20_000 };

const TEN = { toMs: minute(10) };

it.each([
  [429, 7],
  [418, 120],
])('stays away after a %d for as long as it is told to, with all symbols', async (status, retryAfterS) => {
  const { source, fake, clock, notices } = await place({ maxCandlesPerRequest: 5, fake: { faults: [{ fault: { kind: 'status', status, retryAfterS }, path: KLINES, nth: 1 }] } });
  await read(source, { toMs: START });
  const beganMs = clock.elapsedMs();
  await Promise.all([read(source, TEN), read(source, { fromMs: minute(100), toMs: minute(110) })]);
  expect(clock.elapsedMs() - beganMs).toBeGreaterThanOrEqual(retryAfterS * 1000);
  const [refused, ...later] = fake.requests.filter(({ path, atMs }) => path === KLINES && atMs >= beganMs);
  // What was under way already when the ban came could not be held back.
  expect(later.filter(({ atMs }) => atMs < refused!.atMs + retryAfterS * 1000).length).toBeLessThanOrEqual(1);
  expect(notices).toEqual([{ kind: 'rate-limited', message: `binance answered ${status} and wants to be left alone for ${retryAfterS} s.` }]);
});

it('does not wait for a ban of hours, and asks nothing before its end', async () => {
  const { source, fake, clock } = await place({ fake: { faults: [{ fault: { kind: 'status', status: 418, retryAfterS: 7200 }, path: KLINES, nth: 1 }] } });
  const banned = { code: 'ccxt/banned', retryable: true, message: expect.stringContaining('stay away until 2025-01-01T02:00:00') };
  await expect(read(source, TEN)).rejects.toMatchObject(banned);
  await expect(read(source, { fromMs: minute(100), toMs: minute(110) })).rejects.toMatchObject(banned);
  expect(fake.count(KLINES)).toBe(1);
  clock.pass(7_200_000);
  expect(await read(source, TEN)).toEqual(CANDLES.slice(0, 10));
});

it('pauses longer and longer, by chance, and never above the cap', async () => {
  const { source, clock } = await place({ random: () => 1, retries: 9, longestPauseMs: 20_000, fake: { faults: [{ fault: { kind: 'status', status: 502 }, path: KLINES }] } });
  await expect(read(source, TEN)).rejects.toMatchObject({ code: 'ccxt/unavailable', retryable: true });
  expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000]);
});

it('fails at once after questions have failed in a row, and asks one again when the time is over', async () => {
  const { source, fake, clock, notices } = await place({ retries: 1, breakAfter: 3, breakMs: 10_000, fake: { faults: [{ fault: { kind: 'cut', at: 'before' }, path: KLINES, count: 7 }] } });
  for (let i = 0; i < 3; i++) await expect(read(source, TEN)).rejects.toMatchObject({ code: 'ccxt/network' });
  const open = { code: 'ccxt/circuit-open', retryable: true, message: expect.stringMatching(/left alone until 2025-01-01T00:00:\d\d/) };
  await expect(read(source, TEN)).rejects.toMatchObject(open);
  expect(fake.count(KLINES)).toBe(6);
  clock.pass(10_000);
  const both = await Promise.allSettled([read(source, TEN), read(source, { fromMs: minute(50), toMs: minute(60) })]);
  expect(both).toEqual([{ status: 'rejected', reason: expect.objectContaining({ code: 'ccxt/network' }) }, { status: 'rejected', reason: expect.objectContaining({ code: 'ccxt/circuit-open' }) }]);
  expect(fake.count(KLINES)).toBe(7);
  clock.pass(10_000);
  expect(await read(source, TEN)).toEqual(CANDLES.slice(0, 10));
  expect(notices.map(({ kind }) => kind)).toEqual(['circuit-open', 'circuit-open', 'circuit-closed']);
});

it('does not take a refusal for a failure of the exchange, and does not repeat the question', async () => {
  const { source, fake } = await place({ breakAfter: 1, fake: { faults: [{ fault: { kind: 'status', status: 401 }, path: KLINES, count: 1 }] } });
  await expect(read(source, TEN)).rejects.toMatchObject({ code: 'ccxt/refused', retryable: false });
  expect(await read(source, TEN)).toHaveLength(10);
  expect(fake.count(KLINES)).toBe(2);
});

it('puts a question once that many ask at the same time', async () => {
  const { source, exchange, fake } = await place();
  await read(source, { toMs: START });
  const answers = await Promise.all([...Array.from({ length: 25 }, () => read(source, TEN)), exchange.getCandles('BTC/USDT', '1m', new Date(START), 10)]);
  expect(fake.count(KLINES)).toBe(1);
  expect(new Set(answers.map(({ length }) => length))).toEqual(new Set([10]));
});

it('gives up a hanging request after its time, by the clock, and asks again', async () => {
  const { source, fake, clock } = await place({ timeoutMs: 4000, ccxtOptions: { enableRateLimit: false, timeout: 60_000 }, fake: { faults: [{ fault: { kind: 'hang' }, path: KLINES, nth: 1 }] } });
  const reading = read(source, TEN);
  await vi.waitFor(() => expect(fake.count(KLINES)).toBe(1), PATIENT);
  clock.pass(3999);
  await new Promise((resolve) => setImmediate(resolve));
  expect(fake.count(KLINES)).toBe(1);
  clock.pass(1);
  expect(await reading).toEqual(CANDLES.slice(0, 10));
  expect(fake.count(KLINES)).toBe(2);
});

it('lets go at once of who leaves, whatever is under way, and not of the others', async () => {
  const { source, fake, clock } = await place({ ccxtOptions: { enableRateLimit: false, timeout: 60_000 }, fake: { faults: [{ fault: { kind: 'hang' }, path: KLINES, nth: 1 }] } });
  const leaving = new AbortController();
  const left = read(source, { ...TEN, cancel: leaving.signal });
  const stays = read(source, TEN);
  await vi.waitFor(() => expect(fake.count(KLINES)).toBe(1), PATIENT);
  leaving.abort();
  expect(await left).toEqual([]);
  clock.pass(20_000);
  expect(await stays).toEqual(CANDLES.slice(0, 10));
});

it('keeps the limits of the exchange by ccxt\'s own limiter, all symbols together', async () => {
  const { fake, connect } = await place({ fake: { markets: [{ symbol: 'BTCUSDT', candles: CANDLES }, { symbol: 'ETHUSDT', candles: CANDLES }] } });
  const { market: { source } } = connect({ maxCandlesPerRequest: 100, ccxtOptions: { rateLimit: 50 } });
  await read(source, { toMs: START });
  const beganMs = performance.now();
  await Promise.all(['BTCUSDT', 'ETHUSDT'].map((symbol) => read(source, { symbol, toMs: minute(500) })));
  // Ten requests of at least one token each, the first of them free.
  expect(fake.count(KLINES)).toBe(10);
  expect(performance.now() - beganMs).toBeGreaterThan(7 * 50);
});

it('is over when it is closed: what is under way ends, what comes later is refused', async () => {
  const { exchange, source, fake } = await place({ fake: { faults: [{ fault: { kind: 'hang' }, path: KLINES }] } });
  const reading = read(source, TEN);
  reading.catch(() => undefined);
  await vi.waitFor(() => expect(fake.count(KLINES)).toBe(1), PATIENT);
  await exchange.close();
  await exchange.close();
  await expect(reading).rejects.toMatchObject({ name: 'SourceError' });
  await expect(read(source, TEN)).rejects.toMatchObject({ code: 'ccxt/closed' });
});

it('sends nothing more once it is closed, although a ban was waited for', async () => {
  const { exchange, source, fake } = await place({ clock: new FakeClock(Date.UTC(2025, 0, 1)), fake: { faults: [{ fault: { kind: 'status', status: 429, retryAfterS: 60 }, path: KLINES }] } });
  const reading = read(source, TEN);
  reading.catch(() => undefined);
  await vi.waitFor(() => expect(fake.count(KLINES)).toBe(1), PATIENT);
  await exchange.close();
  await expect(reading).rejects.toMatchObject({ name: 'SourceError' });
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(fake.count(KLINES)).toBe(1);
});

it('does not stumble over an onNotice that throws', async () => {
  const onNotice = (): never => {
    throw new Error('a logger that is broken');
  };
  const { source } = await place({ onNotice, fake: { faults: [{ fault: { kind: 'status', status: 429, retryAfterS: 1 }, path: KLINES, nth: 1 }] } });
  expect(await read(source, TEN)).toHaveLength(10);
});
