import { describe, expect, it } from 'vitest';
import { broken, LAW_TIMEOUT_MS, type Law } from './law.ts';
import { lookAheadFault, lookAheadLaw } from './laws/look-ahead-law.ts';
import { answer } from './laws/random-strategy.ts';

/** Few seeds must do to catch what is wrong everywhere. */
const caught = (law: Law): Promise<string | null> => broken(law, 60, 1);

describe('no look-ahead', () => {
  it('in any hook, at any interval, with and without read-ahead', async () => {
    expect(await broken(lookAheadLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('a strategy that reads the market past its instant decides otherwise on another future: the law sees it', async () => {
    const peeking = (seed: number) => lookAheadFault(seed, {
      getSignal: (market) => (symbol, when, { price }) => answer(seed, Math.round(market.window(symbol, '1m', Number(when) + 300_000, Number(when) + 600_000)[0]?.close ?? 0), price),
    });
    expect(await caught(peeking)).toMatch(/as it was ≠ rewritten|only/);
  });

  it('a candle that is shown a step too early has not closed, whatever it is said to be: the law sees it', async () => {
    const early = (seed: number) => lookAheadFault(seed, {
      exchange: (honest) => ({
        ...honest,
        getCandles: async (symbol, interval, since, limit) => (await honest.getCandles(symbol, interval, new Date(Number(since) + 60_000), limit)).map((one) => ({ ...one, timestamp: one.timestamp - 60_000 })),
      }),
    });
    expect(await caught(early)).toMatch(/other candles|candles where there are|average price/);
  });
});
