import { describe, expect, it } from 'vitest';
import { shapeOf, type ReturnShape } from '../number/sample.ts';
import { calmarRatio, compoundGrowth, dailySharpe, dailySortino, yearlyTurnover } from './daily-ratios.ts';

function shapeOfDays(...returns: readonly number[]): ReturnShape {
  return shapeOf(Float64Array.from(returns), 0)!;
}

describe('ratios of daily equity', () => {
  // Mean 0.5 %; squared distances 3 · 2.25 + 3 · 2.25 = 13.5, over 5: deviation √2.7 %; downside √(3 / 6) %.
  const returns = shapeOfDays(0.02, -0.01, 0.02, -0.01, 0.02, -0.01);

  it('give a Sharpe ratio of mean over sample deviation, times √365', () => {
    expect(dailySharpe(returns)).toBeCloseTo((0.5 / Math.sqrt(2.7)) * Math.sqrt(365), 12);
    expect(dailySharpe(returns)).toBeCloseTo(5.8135, 4);
  });

  it('give a Sortino ratio of mean over downside deviation of all days, times √365', () => {
    expect(dailySortino(returns)).toBeCloseTo((0.5 / Math.sqrt(0.5)) * Math.sqrt(365), 12);
  });

  it('are null where equity never moved or never fell', () => {
    expect(dailySharpe(shapeOfDays(0, 0, 0))).toBeNull();
    expect(dailySortino(shapeOfDays(0.01, 0.02))).toBeNull();
  });
});

describe('compound growth', () => {
  it.each([
    ['doubling in a year', 2, 365, 100],
    ['a tenth more in half a year', 1.1, 182.5, 21],
    ['a loss of everything', 0, 30, -100],
  ])('of %s is right', (_name, growth, days, expected) => {
    expect(compoundGrowth(growth, days)).toBeCloseTo(expected, 12);
  });

  it('has no value without days or beyond what a number can hold', () => {
    expect(compoundGrowth(2, 0)).toBeNull();
    expect(compoundGrowth(1e10, 1)).toBeNull();
  });
});

describe('the Calmar ratio', () => {
  it('is growth over drawdown', () => {
    expect(calmarRatio(30, 20)).toBe(1.5);
  });

  it('is null without growth or drawdown', () => {
    expect([calmarRatio(null, 5), calmarRatio(10, null), calmarRatio(10, 0)]).toEqual([null, null, null]);
  });
});

it('turnover is half of what is bought and sold, by the year', () => {
  expect(yearlyTurnover(20, 36.5)).toBe(100);
  expect(yearlyTurnover(20, 0)).toBeNull();
});
