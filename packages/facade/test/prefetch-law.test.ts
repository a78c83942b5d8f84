import { randomCandles, seededRandom } from '@tradewright/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getCandles } from '../src/index.ts';
import type { ICandleData, ISignalDto } from '../src/types.ts';
import { Market, minute } from './market.ts';
import { FREE, world, type World } from './world.ts';

const RUNS = Number(process.env.LAWS_RUNS ?? 40);
const MINUTES = 600;

function randomMarket(seed: number, maxCandlesPerRequest: number): Market {
  const candles = randomCandles({ seed, count: MINUTES, fromMs: minute(-100), gapChance: 0.02, moveFrac: 0.004 });
  const data = candles.map(({ openTimeMs, ...prices }): ICandleData => ({ timestamp: openTimeMs, ...prices }));
  const random = seededRandom(seed + 1);
  return new Market(data, {
    maxCandlesPerRequest,
    // Some answers hold more than was asked for, and some requests fail at first.
    answer: (request, honest) => {
      if (random() < 0.2) return Promise.reject(new Error('busy'));
      if (request.interval !== '1m' || random() < 0.7) return honest;
      const sinceMs = request.since.getTime();
      return data.filter(({ timestamp }) => timestamp >= sinceMs - 300_000 && timestamp < sinceMs + (request.limit + 5) * 60_000);
    },
  });
}

/** Trades on what it sees through getCandles, of two intervals, so that a wrong candle anywhere changes the trades. */
async function signalFor(symbol: string): Promise<ISignalDto | null> {
  const [minutes, quarters] = await Promise.all([getCandles(symbol, '1m', 12), getCandles(symbol, '15m', 3)]);
  const now = minutes.at(-1)?.close;
  if (now === undefined || quarters.length === 0) return null;
  const rising = now > quarters[0]!.open;
  const wait = minutes.length % 3 === 0;
  const entry = wait ? now * (rising ? 0.998 : 1.002) : now;
  const sign = rising ? 1 : -1;
  return { position: rising ? 'long' : 'short', ...(wait ? { priceOpen: entry } : {}), priceTakeProfit: entry * (1 + sign * 0.012), priceStopLoss: entry * (1 - sign * 0.009), minuteEstimatedTime: 5 + (minutes.length * 7) % 40 };
}

async function runOn(market: Market): Promise<{ results: string; made: World }> {
  const made = world({ market, from: 0, to: 450, config: { ...FREE, CC_GET_CANDLES_RETRY_COUNT: 50 }, getSignal: (symbol) => signalFor(symbol) });
  return { results: JSON.stringify(await made.results()), made };
}

describe('candles in pages of any size', () => {
  it('make the same trades as all of them at once', async () => {
    let trades = 0;
    await fc.assert(fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 3, max: 400 }), async (seed, pageSize) => {
      const [whole, paged] = [await runOn(randomMarket(seed, 100_000)), await runOn(randomMarket(seed, pageSize))];
      expect(paged.results).toBe(whole.results);
      expect(paged.made.asks).toEqual(whole.made.asks);
      expect([...paged.made.errors, ...whole.made.errors].map(({ message }) => message).filter((message) => !message.startsWith('Invalid signal'))).toEqual([]);
      trades += (JSON.parse(whole.results) as unknown[]).length;
    }), { numRuns: RUNS });
    expect(trades).toBeGreaterThan(RUNS);
  });
});
