import { DAY_MS, MINUTE_MS } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { coveredOf, lastAskOf, periodOf } from './market.ts';

const day = (date: string): number => Date.parse(`${date}T00:00Z`);
const nothing = { fromMs: undefined, toMs: undefined };
const files = { fromMs: day('2023-08-01'), toMs: day('2023-11-01') };
const synthetic = { fromMs: day('2020-01-01'), toMs: Infinity };

describe('the period of a run', () => {
  it.each([
    ['files: all there is', nothing, files, files],
    ['files: from an instant to the end', { ...nothing, fromMs: day('2023-09-01') }, files, { ...files, fromMs: day('2023-09-01') }],
    ['files: wider than they are', { fromMs: day('2023-01-01'), toMs: day('2024-01-01') }, files, { fromMs: day('2023-01-01'), toMs: day('2024-01-01') }],
    ['synthetic: 90 fixed days', nothing, synthetic, { fromMs: day('2020-02-01'), toMs: day('2020-05-01') }],
    ['synthetic: 90 days from an instant on', { ...nothing, fromMs: day('2021-01-01') }, synthetic, { fromMs: day('2021-01-01'), toMs: day('2021-01-01') + 90 * DAY_MS }],
    ['synthetic: 90 days up to an instant', { ...nothing, toMs: day('2021-01-01') }, synthetic, { fromMs: day('2021-01-01') - 90 * DAY_MS, toMs: day('2021-01-01') }],
  ])('%s', (_what, asked, extent, expected) => {
    expect(periodOf(asked, extent, 'X')).toMatchObject(expected);
  });

  it.each([
    ['behind the last candle', { ...nothing, fromMs: day('2023-11-01') }, files],
    ['before the first candle', { ...nothing, toMs: day('2023-08-01') }, files],
    ['before there are synthetic candles', { ...nothing, toMs: day('2019-01-01') }, synthetic],
  ])('%s there is nothing to run', (_what, asked, extent) => {
    expect(() => periodOf(asked, extent, 'X')).toThrow(/There are no candles of X/);
  });

  it.each([
    ['wider than the candles', { fromMs: day('2023-01-01'), toMs: day('2024-01-01') }, files, files],
    ['inside of them', { fromMs: day('2023-09-01'), toMs: day('2023-10-01') }, files, { fromMs: day('2023-09-01'), toMs: day('2023-10-01') }],
    ['of candles without an end', { fromMs: day('2019-12-01'), toMs: day('2020-02-01') }, synthetic, { fromMs: day('2020-01-01'), toMs: day('2020-02-01') }],
  ])('%s is covered as far as there are candles', (_what, period, extent, covered) => {
    expect(coveredOf(period, extent)).toEqual(covered);
  });

  it('a strategy is asked for the last time one candle before the end', () => {
    expect(lastAskOf(files)).toBe(files.toMs - MINUTE_MS);
  });
});
