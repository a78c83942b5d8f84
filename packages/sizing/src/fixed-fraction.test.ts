import { describe, expect, it } from 'vitest';
import { fixedFraction, fixedFractionSize, type FixedFractionInput } from './fixed-fraction.ts';
import { refused, requestOf } from './sizing.fixture.ts';

const input = (over: Partial<FixedFractionInput> = {}): FixedFractionInput => ({ balanceQuote: 10_000, entryPrice: 100, stopLossPrice: 95, riskFrac: 0.01, ...over });

describe('a fixed fraction at risk', () => {
  it.each([
    ['1 % of 10,000 over a distance of 5', {}, 20],
    ['the same for a short position', { stopLossPrice: 105 }, 20],
    ['2 % of 10,000 over 500 dollars of bitcoin', { entryPrice: 50_000, stopLossPrice: 49_500, riskFrac: 0.02 }, 0.4],
    ['a wider stop', { stopLossPrice: 90 }, 10],
    ['all of the balance', { riskFrac: 1 }, 2000],
    ['no risk', { riskFrac: 0 }, 0],
    ['no balance', { balanceQuote: 0 }, 0],
    ['a cap of 10 % of the balance', { maxPositionFrac: 0.1 }, 10],
    ['a cap that does not bind', { maxPositionFrac: 0.5 }, 20],
  ])('%s', (_name, over, quantity) => {
    expect(fixedFractionSize(input(over))).toBe(quantity);
  });

  it.each([
    ['sizing/balance', 'balanceQuote', [NaN, Infinity, -1, '10000', null, undefined, 10n]],
    ['sizing/price', 'entryPrice', [NaN, Infinity, -1, 0, '100']],
    ['sizing/price', 'stopLossPrice', [NaN, Infinity, -1, 0, undefined]],
    ['sizing/fraction', 'riskFrac', [NaN, Infinity, -0.01, 1.01, '0.01', undefined]],
    ['sizing/limits', 'maxPositionFrac', [NaN, Infinity, -0.1, null]],
    ['sizing/limits', 'minQuantity', [NaN, Infinity, -1]],
    ['sizing/limits', 'maxQuantity', [NaN, Infinity, -1]],
  ])('is refused with %s for a bad %s', (code, field, values) => {
    for (const value of values) {
      const bad = { ...input(), [field]: value } as FixedFractionInput;
      expect(() => fixedFractionSize(bad)).toThrow(refused(code, `fixedFractionSize: ${field} must be`, typeof value === 'number' ? `not ${value}` : 'not a value of type'));
    }
  });

  it('is refused where the stop-loss lies at the entry', () => {
    expect(() => fixedFractionSize(input({ stopLossPrice: 100 }))).toThrow(refused('sizing/distance', 'both 100', 'Give the stop-loss another price'));
  });

  it('is refused where it is beyond numbers and no cap holds it', () => {
    const near = input({ balanceQuote: 1e305, entryPrice: 1e-10, stopLossPrice: 2e-10 });
    expect(() => fixedFractionSize(near)).toThrow(refused('sizing/overflow', '1e+305'));
    expect(fixedFractionSize({ ...near, maxQuantity: 7 })).toBe(7);
  });
});

describe('the fixed-fraction sizer', () => {
  it('measures from the plan’s entry to its stop-loss with the balance of that instant', () => {
    let balance = 10_000;
    const sizer = fixedFraction({ balance: () => balance, riskFrac: 0.01 });
    expect(sizer.name).toBe('fixedFraction');
    expect(sizer.size(requestOf())).toBe(20);
    balance = 5000;
    expect(sizer.size(requestOf())).toBe(10);
    expect(sizer.size(requestOf({ side: 'short', stopLossPrice: 110 }))).toBe(5);
  });

  it('refuses a bad fraction when it is made, a bad balance when it is asked', () => {
    expect(() => fixedFraction({ balance: () => 1, riskFrac: 2 })).toThrow(refused('sizing/fraction', 'fixedFraction: riskFrac', 'not 2', '1 % as 0.01'));
    expect(() => fixedFraction({ balance: () => -5, riskFrac: 0.01 }).size(requestOf())).toThrow(refused('sizing/balance', 'not -5'));
  });
});
