import type { Candle } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';
import { HIDDEN_FAULTS, randomFaults, VISIBLE_FAULTS } from '@tradewright/fake-exchange';
import { expect, it } from 'vitest';
import { KLINES, MINUTE, place, read, START } from '../test/place.ts';

const COUNT = 100_000;
const candles: readonly Candle[] = randomCandles({ seed: 11, count: COUNT, fromMs: START });

/** The same bits, not only the same numbers. */
function bitsOf(all: readonly Candle[]): Buffer {
  return Buffer.from(Float64Array.from(all.flatMap(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs, open, high, low, close, volume])).buffer);
}

it('100,000 candles in pages of 50 survive 1,000 random faults bit by bit', { timeout: 60_000 }, async () => {
  const faults = randomFaults({ seed: 5, count: 1000, probability: 0.7, faults: [...VISIBLE_FAULTS, ...HIDDEN_FAULTS], inARow: 1 });
  const { source, fake, clock } = await place({ candles, maxCandlesPerRequest: 50, fake: { faults } });
  const got = await read(source, { toMs: START + COUNT * MINUTE });
  expect(faults.struck()).toBe(1000);
  expect(got).toHaveLength(COUNT);
  expect(bitsOf(got).equals(bitsOf(candles))).toBe(true);
  expect(fake.count(KLINES)).toBeGreaterThan(COUNT / 50 + 500);
  // It would have waited for minutes.
  expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(200_000);
});

it('visible faults may come several in a row', { timeout: 60_000 }, async () => {
  const faults = randomFaults({ seed: 6, count: 300, probability: 0.7, inARow: 5 });
  const { source } = await place({ candles: candles.slice(0, 10_000), maxCandlesPerRequest: 50, fake: { faults } });
  const got = await read(source, { toMs: START + 10_000 * MINUTE });
  expect(faults.struck()).toBe(300);
  expect(bitsOf(got).equals(bitsOf(candles.slice(0, 10_000)))).toBe(true);
});

it('a run of faults beyond the cap fails clean, and the next question goes on where the answer ended', async () => {
  const { source, fake } = await place({ maxCandlesPerRequest: 50, retries: 3, fake: { faults: [{ fault: { kind: 'status', status: 503 }, path: KLINES, after: 10, count: 4 }] } });
  const got: Candle[] = [];
  const collect = async (fromMs: number): Promise<void> => {
    for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs, toMs: START + 1000 * MINUTE })) {
      for (let i = 0; i < page.length; i++) got.push({ openTimeMs: page.openTimeMs[i]!, open: page.open[i]!, high: page.high[i]!, low: page.low[i]!, close: page.close[i]!, volume: page.volume[i]! });
    }
  };
  await expect(collect(START)).rejects.toMatchObject({ code: 'ccxt/unavailable', retryable: true, message: expect.stringContaining('50 candles of BTC/USDT 1m since 2024-01-01T08:20:00.000Z') });
  expect(got).toHaveLength(500);
  expect(fake.count(KLINES)).toBe(14);
  await collect(got.at(-1)!.openTimeMs + MINUTE);
  expect(got).toEqual(await read((await place()).source, { toMs: START + 1000 * MINUTE }));
});
