import { describe, expect, it } from 'vitest';
import type { Interval } from '../market/interval.ts';
import { CandleSeries } from '../market/series.ts';
import { checkRange, type BacktestOptions } from './options.ts';
import { minute, run } from './run.fixture.ts';

describe('the range of a backtest', () => {
  it.each([
    [undefined, 1],
    ['15m', 15],
  ] as const)('with frames of %s has one every %s minutes', (frame, minutes) => {
    expect(checkRange({ fromMs: 0, toMs: 1, ...(frame === undefined ? undefined : { frame }) })).toBe(minutes * 60_000);
  });

  it.each([
    ['ends where it begins', minute(5), minute(5), 'The range must begin before it ends: 2024-01-01T00:05:00.000Z is not before 2024-01-01T00:05:00.000Z.'],
    ['ends before it begins', minute(5), minute(4), 'The range must begin before it ends: 2024-01-01T00:05:00.000Z is not before 2024-01-01T00:04:00.000Z.'],
    ['has no beginning', NaN, minute(4), 'The range needs two instants, not NaN and 2024-01-01T00:04:00.000Z.'],
    ['has no end', minute(5), Infinity, 'The range needs two instants, not 2024-01-01T00:05:00.000Z and Infinity.'],
    ['lies beyond all dates', 9e15, 8e15, 'The range must begin before it ends: 9000000000000000 is not before +255479-05-08T02:13:20.000Z.'],
  ])('is refused when it %s', (_name, fromMs, toMs, message) => {
    expect(() => checkRange({ fromMs, toMs })).toThrow(expect.objectContaining({ code: 'backtest/range', message: expect.stringContaining(message.slice(0, 60)) }));
  });

  it('is refused with frames nobody knows', () => {
    expect(() => checkRange({ fromMs: 0, toMs: 1, frame: '7m' as Interval })).toThrow(expect.objectContaining({ code: 'interval/unknown' }));
  });
});

describe('a backtest is refused before anything runs', () => {
  it.each<[string, Partial<BacktestOptions>, string]>([
    ['for its range', { toMs: minute(0) }, 'backtest/range'],
    ['for candles of another length', { candles: new CandleSeries({ interval: '5m' }) }, 'backtest/candles'],
    ['for its rules', { rules: { trigger: 'candle-range', costs: { feeFrac: -1, slippageFrac: 0 } } }, 'rules/invalid'],
    ['for a trigger that was not chosen', { rules: { trigger: 'auto' as 'vwap' } }, 'rules/invalid'],
    ['for its strategy\'s interval', { strategy: { name: 's', interval: '7m' as Interval, ask: () => null } }, 'interval/unknown'],
    ['for its strategy\'s history', { strategy: { name: 's', interval: '1m', history: { '1h': 0.5 }, ask: () => null } }, 'strategy/history'],
  ])('%s', (_name, over, code) => {
    expect(() => run(over)).toThrow(expect.objectContaining({ name: 'InputError', code }));
  });
});
