import { describe, expect, it } from 'vitest';
import { annualizedSharpeRatio, certaintyRatio, expectancy, expectedYearlyReturns, profitFactor, sharpeRatio, winRate } from './seed-ratios.ts';

describe('the seeds’ ratios', () => {
  it.each([
    ['two of four trades won', winRate(2, 4), 50],
    ['an average of 1 % over a deviation of 2 %', sharpeRatio(1, 2), 0.5],
    ['a Sharpe ratio of 0.5, annualised', annualizedSharpeRatio(0.5), 9.552_486_587_271_4],
    ['wins of 2.5 % against losses of 1 %', certaintyRatio(2.5, -1), 2.5],
    ['1 % in a quarter of a day', expectedYearlyReturns(1, 0.25), 1460],
    ['wins of 5 % in sum against losses of 2 %', profitFactor(5, -2), 2.5],
    ['half the trades winning 2.5 %, a quarter losing 1 %', expectancy(0.5, 2.5, 0.25, -1), 1],
  ])('of %s are right', (_name, actual, expected) => {
    expect(actual).toBeCloseTo(expected, 12);
  });

  it.each([
    ['a win rate without trades', winRate(0, 0)],
    ['a Sharpe ratio without deviation', sharpeRatio(1, 0)],
    ['a Sharpe ratio over rounding noise', sharpeRatio(1, 1e-12)],
    ['a Sharpe ratio of one trade', sharpeRatio(1, null)],
    ['an annualised Sharpe ratio of none', annualizedSharpeRatio(null)],
    ['a certainty ratio without losses', certaintyRatio(2, null)],
    ['a certainty ratio without wins', certaintyRatio(null, -1)],
    ['yearly returns of trades that took no time', expectedYearlyReturns(1, 0)],
    ['yearly returns of trades that never end', expectedYearlyReturns(1, null)],
    ['a profit factor without losses', profitFactor(5, null)],
    ['an expectancy without wins', expectancy(0, null, 1, -1)],
  ])('%s is null', (_name, actual) => {
    expect(actual).toBeNull();
  });
});
