import { candleAt, columnsOf, isInterval, Resampler, intervalMs } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';
import { expect, test } from 'vitest';
import { BINANCE_INTERVALS, endOf, openOf } from './binance-interval.ts';
import { Market } from './market.ts';

const FROM_MS = Date.UTC(2024, 0, 1);
const CANDLES = randomCandles({ seed: 9, count: 70 * 1440, fromMs: FROM_MS, gapChance: 0.001 });
const market = new Market({ symbol: 'BTCUSDT', candles: [] }, columnsOf(CANDLES));
const question = { nowMs: Date.UTC(2030, 0, 1), lateMs: 0, forming: true };

test.each(BINANCE_INTERVALS.filter(isInterval))('%s candles are those that core makes of the minutes', (interval) => {
  const resampler = new Resampler(interval, 200_000, 60_000, 0, 0);
  resampler.catchUp({ columns: market.minutes, stepMs: 60_000, dropped: 0 }, CANDLES.length, question.nowMs);
  const expected = Array.from({ length: resampler.length }, (_, row) => candleAt(resampler.columns, row));
  const told = market.klines({ ...question, interval, startTime: 0, limit: Infinity });
  expect(told.map(({ endMs: _, ...candle }) => candle)).toEqual(expected);
  expect(told.every(({ openTimeMs, endMs }) => endMs - openTimeMs === intervalMs(interval))).toBe(true);
});

test.each(BINANCE_INTERVALS)('the newest %s candles are the last of all of them', (interval) => {
  const all = market.klines({ ...question, interval, startTime: 0, limit: Infinity });
  expect(market.klines({ ...question, interval, limit: 3 })).toEqual(all.slice(-3));
  const before = all.at(-2)!.openTimeMs;
  expect(market.klines({ ...question, interval, endTime: before, limit: 2 })).toEqual(all.slice(-3, -1));
});

test('weeks begin on Monday and months on their first', () => {
  const wednesday = Date.UTC(2024, 1, 28, 13, 45);
  expect(openOf('1w', wednesday)).toBe(Date.UTC(2024, 1, 26));
  expect(endOf('1w', openOf('1w', wednesday))).toBe(Date.UTC(2024, 2, 4));
  expect(openOf('1M', wednesday)).toBe(Date.UTC(2024, 1, 1));
  expect(endOf('1M', openOf('1M', wednesday))).toBe(Date.UTC(2024, 2, 1));
});

test('a symbol whose assets cannot be told apart wants them told', () => {
  expect(() => new Market({ symbol: 'ABCXYZ', candles: [] }, columnsOf([]))).toThrow(expect.objectContaining({ code: 'fake-exchange/symbol' }));
  expect(new Market({ symbol: 'ABCXYZ', base: 'ABC', quote: 'XYZ', candles: [] }, columnsOf([]))).toMatchObject({ base: 'ABC', quote: 'XYZ' });
});
