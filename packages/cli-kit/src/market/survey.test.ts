import { columnsOf, type Candle, type CandleStore, type Span } from '@tradewright/core';
import { MemoryCandleStore } from '@tradewright/core/testing';
import { expect, it } from 'vitest';
import { surveyOf } from './survey.ts';

const KEY = { exchange: 'x', symbol: 'S', interval: '1m' } as const;
const span = (from: number, to: number): Span => ({ fromMs: (1000 + from) * 60_000, toMs: (1000 + to) * 60_000 });
const at = (minute: number): Candle => ({ openTimeMs: (1000 + minute) * 60_000, open: 1, high: 1, low: 1, close: 1, volume: 0 });

async function storeWith(...fills: readonly (readonly [covered: Span, minutes: readonly number[]])[]): Promise<CandleStore> {
  const store = new MemoryCandleStore();
  for (const [covered, minutes] of fills) await store.fill(KEY, covered, columnsOf(minutes.map(at)));
  return store;
}

it('holes between candles are gaps, what lies before the first one and behind the last one is none', async () => {
  const store = await storeWith([span(10, 30), [12, 13, 16, 17, 18, 25]]);
  expect(await surveyOf(store, KEY, span(0, 100))).toEqual({
    covered: [span(10, 30)], candles: 6, extent: span(12, 26), gaps: 2, missingCandles: 8, longestGap: span(19, 25), firstGaps: [span(14, 16), span(19, 25)],
  });
});

it('what was never asked for is no gap, but what is missing at its edges is', async () => {
  const store = await storeWith([span(0, 10), [0, 1, 2, 3]], [span(20, 30), [22, 23]]);
  expect(await surveyOf(store, KEY, span(0, 100))).toMatchObject({ candles: 6, gaps: 2, firstGaps: [span(4, 10), span(20, 22)] });
});

it('nothing has no extent', async () => {
  expect(await surveyOf(await storeWith([span(0, 10), []]), KEY, span(0, 100))).toEqual({ covered: [span(0, 10)], candles: 0, extent: undefined, gaps: 0, missingCandles: 0, longestGap: undefined, firstGaps: [] });
});
