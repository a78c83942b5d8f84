import { describe, expect, it } from 'vitest';
import { refused, requestOf } from './sizing.fixture.ts';
import { volatilityTarget, volatilityTargetSize, type VolatilityTargetInput } from './volatility-target.ts';

const input = (over: Partial<VolatilityTargetInput> = {}): VolatilityTargetInput => ({ balanceQuote: 10_000, entryPrice: 100, volatilityFrac: 0.5, targetFrac: 0.25, ...over });

describe('a size by volatility target', () => {
  it.each([
    ['half of the balance where the market moves twice as much as wanted', {}, 50],
    ['leverage where the market is calm', { volatilityFrac: 0.125 }, 200],
    ['but not above a cap', { volatilityFrac: 0.125, maxPositionFrac: 1 }, 100],
    ['no target', { targetFrac: 0 }, 0],
  ])('%s', (_name, over, quantity) => {
    expect(volatilityTargetSize(input(over))).toBe(quantity);
  });

  it.each([
    ['sizing/volatility', 'volatilityFrac', [0, -1, NaN, Infinity]],
    ['sizing/fraction', 'targetFrac', [-1, NaN, Infinity]],
    ['sizing/balance', 'balanceQuote', [NaN]],
  ])('is refused with %s for a bad %s', (code, field, values) => {
    for (const value of values) expect(() => volatilityTargetSize({ ...input(), [field]: value } as VolatilityTargetInput)).toThrow(refused(code, field));
  });

  it('is a sizer, too', () => {
    expect(volatilityTarget({ balance: () => 10_000, targetFrac: 0.25, volatility: () => 0.5 }).size(requestOf())).toBe(50);
    expect(() => volatilityTarget({ balance: () => 1, targetFrac: -1, volatility: () => 1 })).toThrow(refused('sizing/fraction', 'targetFrac'));
    expect(() => volatilityTarget({ balance: () => 1, targetFrac: 1, volatility: 1 as never })).toThrow(refused('sizing/volatility', 'function'));
  });
});
