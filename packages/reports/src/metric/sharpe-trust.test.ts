import { describe, expect, it } from 'vitest';
import { normalShare } from '../number/normal.ts';
import type { ReturnShape } from '../number/sample.ts';
import { deflatedSharpe, expectedBestSharpe, probabilisticSharpe } from './sharpe-trust.ts';

const returns = (sharpe: number, changes: Partial<ReturnShape> = {}): ReturnShape => ({ count: 101, mean: sharpe * 0.01, deviation: 0.01, downside: 0.005, skewness: 0, kurtosis: 3, ...changes });

describe('the probabilistic Sharpe ratio', () => {
  it('of normal returns is Φ(SR·√(n − 1) / √(1 + SR²/2))', () => {
    expect(probabilisticSharpe(returns(0.2))).toBeCloseTo(normalShare(2 / Math.sqrt(1.02)), 14);
    expect(probabilisticSharpe(returns(0))).toBe(0.5);
    expect(probabilisticSharpe(returns(0.2), 0.2)).toBe(0.5);
  });

  it.each([
    ['a skewness of −2.448 and a kurtosis of 10.164', { skewness: -2.448, kurtosis: 10.164 }, 0.913],
    ['normal returns', {}, 0.982],
  ])('of the paper’s example, 0.458 a month over two years with %s, is right', (_name, shape, expected) => {
    expect(probabilisticSharpe(returns(0.458, { count: 24, ...shape }))).toBeCloseTo(expected, 3);
  });

  it('is lower for losses with a long tail', () => {
    expect(probabilisticSharpe(returns(0.2, { skewness: -2, kurtosis: 10 }))).toBeLessThan(probabilisticSharpe(returns(0.2))!);
  });

  it('is null where nothing moved', () => {
    expect(probabilisticSharpe(returns(0.2, { mean: 0.01, deviation: 0 }))).toBeNull();
  });
});

describe('the deflated Sharpe ratio', () => {
  it('of the paper’s example, 2.5 a year over 1250 days from 100 trials, is 0.90', () => {
    // Bailey and López de Prado 2014: yearly variance of the trials ½, skewness −3, kurtosis 10; expected best 0.1132 a day.
    const trials = { count: 100, sharpeVariance: 0.5 / 250 };
    expect(expectedBestSharpe(1250, trials)).toBeCloseTo(0.1132, 4);
    expect(deflatedSharpe(returns(2.5 / Math.sqrt(250), { count: 1250, skewness: -3, kurtosis: 10 }), trials)).toBeCloseTo(0.9004, 4);
  });

  it('of a single trial is the probabilistic one', () => {
    expect(deflatedSharpe(returns(0.2), { count: 1 })).toBe(probabilisticSharpe(returns(0.2)));
  });

  it('falls with every trial; without their variance they are taken to have no skill', () => {
    const ratios = [1, 2, 10, 100, 1_000_000].map((count) => deflatedSharpe(returns(0.2), { count })!);
    expect(ratios.toSorted((a, b) => b - a)).toEqual(ratios);
    expect(new Set(ratios).size).toBe(5);
    expect(expectedBestSharpe(101, { count: 10 })).toBe(expectedBestSharpe(101, { count: 10, sharpeVariance: 0.01 }));
  });

  it.each([
    [{ count: 0 }, 'cannot be chosen from 0 trials'],
    [{ count: 2.5 }, 'cannot be chosen from 2.5 trials'],
    [{ count: Number.NaN }, 'cannot be chosen from NaN trials'],
    [{ count: 3, sharpeVariance: -1 }, 'Sharpe ratios is -1'],
    [{ count: 3, sharpeVariance: Number.NaN }, 'Sharpe ratios is NaN'],
  ])('is not computed from %j', (trials, message) => {
    expect(() => deflatedSharpe(returns(0.2), trials)).toThrow(message);
  });
});
