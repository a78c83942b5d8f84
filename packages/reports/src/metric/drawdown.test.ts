import { describe, expect, it } from 'vitest';
import { DailyReturns } from './daily-returns.ts';
import { Drawdown } from './drawdown.ts';
import { Streaks } from './streaks.ts';

function drawdownOf(...pnls: readonly number[]): Drawdown {
  const drawdown = new Drawdown(0);
  for (const [i, pnl] of pnls.entries()) drawdown.add(pnl, i + 1);
  return drawdown;
}

describe('the maximum drawdown', () => {
  it.each([
    ['a loss at once, since the first equity is a peak', [-10], 10, 0, 1, null],
    ['1.1 down to 0.5445 by way of 1.089', [10, -10, 10, -50], 50.5, 1, 4, null],
    ['two losses in a row compounded', [-10, -10], 19, 0, 2, null],
    ['a fall that is made good', [100, -50, 100], 50, 1, 2, 3],
    ['the deeper of two, the first one recovered', [-10, 20, -20, 1], 20, 2, 3, null],
    ['the deeper of two, recovered before the second', [-20, 50, -10], 20, 0, 1, 2],
    ['one that is made good once, whatever follows', [-20, 50, 10], 20, 0, 1, 2],
    ['a loss of more than everything', [-150, 50], 100, 0, 1, null],
  ])('is that of %s', (_name, pnls, percent, peakAtMs, troughAtMs, recoveredAtMs) => {
    const { deepest } = drawdownOf(...pnls);
    expect(deepest?.percent).toBeCloseTo(percent, 12);
    expect(deepest).toMatchObject({ peakAtMs, troughAtMs, recoveredAtMs });
  });

  it('is none while equity only rises', () => {
    expect(drawdownOf(1, 2, 0).deepest).toBeNull();
    expect(drawdownOf(1, 2, 0).growth).toBeCloseTo(1.0302, 15);
  });
});

describe('streaks', () => {
  it.each([
    [[1, 1, -1, 1], 2, 1],
    [[1, 0, 1], 1, 0],
    [[-1, -1, -1], 0, 3],
    [[], 0, 0],
  ])('of %j are %d wins and %d losses, a break-even ending both', (pnls, wins, losses) => {
    const streaks = new Streaks();
    for (const pnl of pnls) streaks.add(pnl);
    expect([streaks.longestWin, streaks.longestLoss]).toEqual([wins, losses]);
  });
});

describe('daily returns', () => {
  const day = 86_400_000;

  it('compound the trades closed on one UTC day and count days at rest', () => {
    const daily = new DailyReturns();
    daily.add(10, 5);
    daily.add(10, day - 1);
    daily.add(-20, day);
    // +21 % and −20 % on two days, nothing on two.
    const returns = daily.over(4);
    expect(returns).toMatchObject({ count: 4, mean: expect.closeTo(0.01 / 4, 15) as number, downside: expect.closeTo(0.1, 15) as number });
  });

  it('of a run without trades are days at rest', () => {
    expect(new DailyReturns().over(3)).toMatchObject({ count: 3, mean: 0, deviation: 0 });
  });
});
