import { describe, expect, it } from 'vitest';
import { trade } from '../../test/trades.ts';
import { Equity } from './equity.ts';
import { Newest } from './newest.ts';
import { TradeSums } from './trade-sums.ts';

const sumsOf = (...terms: Parameters<typeof trade>[0][]): TradeSums => {
  const sums = new TradeSums();
  for (const one of terms) sums.add(trade(one));
  return sums;
};

describe('sums over trades', () => {
  it('add up what trades brought and count who won', () => {
    const sums = sumsOf({ pnlFrac: 0.02 }, { pnlFrac: -0.01 }, { pnlFrac: 0.005 });
    expect({ trades: sums.trades, won: sums.won, lost: sums.lost }).toEqual({ trades: 3, won: 2, lost: 1 });
    expect(sums.pnlFrac).toBeCloseTo(0.015, 12);
    expect(sums.averagePnlFrac).toBeCloseTo(0.005, 12);
    expect(sums.winRateFrac).toBeCloseTo(2 / 3, 12);
  });

  it('take each ambiguous trade once at its stop and once at its target', () => {
    const sums = sumsOf({ pnlFrac: -0.01, ambiguous: { lowFrac: -0.01, highFrac: 0.03 } }, { pnlFrac: 0.02 });
    expect(sums.ambiguous).toBe(1);
    expect([sums.pnlLowFrac, sums.pnlFrac, sums.pnlHighFrac].map((value) => value.toFixed(9))).toEqual(['0.010000000', '0.010000000', '0.050000000']);
  });

  it('count both legs of the fees and the trades that the data cut off', () => {
    const sums = sumsOf({}, { truncated: true });
    expect(sums.feesFrac).toBeCloseTo(0.004, 12);
    expect(sums.truncated).toBe(1);
  });

  it('have no rate and no average without trades', () => {
    expect(new TradeSums()).toMatchObject({ trades: 0, pnlFrac: 0, winRateFrac: null, averagePnlFrac: null });
  });
});

describe('equity', () => {
  const drawdown = (...pnls: number[]): string => {
    const equity = new Equity();
    for (const pnl of pnls) equity.add(pnl);
    return equity.maxDrawdownFrac.toFixed(6);
  };

  it.each<[what: string, pnls: number[], expected: string]>([
    ['nothing lost', [0.1, 0.2], '0.000000'],
    ['two losses in a row are compounded', [-0.1, -0.1], '0.190000'],
    ['the fall is measured from the highest peak', [0.5, -0.2, 0.1, -0.2], '0.296000'],
    ['a gain in between does not hide it', [-0.2, 0.5, -0.1], '0.200000'],
    ['everything lost is lost for good', [-1.5, 2], '1.000000'],
  ])('max drawdown: %s', (_what, pnls, expected) => {
    expect(drawdown(...pnls)).toBe(expected);
  });

  it('gains what the trades compound to', () => {
    const equity = new Equity();
    for (const pnl of [0.1, -0.1]) equity.add(pnl);
    expect(equity.gainFrac).toBeCloseTo(-0.01, 12);
  });
});

it('the newest few are kept, oldest first', () => {
  const newest = new Newest<number>(2);
  for (const item of [1, 2, 3]) newest.add(item);
  expect(newest.items).toEqual([2, 3]);
});
