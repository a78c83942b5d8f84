import { describe, expect, it } from 'vitest';
import { atr, atrSize, type AtrInput } from './atr.ts';
import { refused, requestOf } from './sizing.fixture.ts';

const input = (over: Partial<AtrInput> = {}): AtrInput => ({ balanceQuote: 10_000, entryPrice: 100, atrQuote: 2.5, riskFrac: 0.01, ...over });

describe('a size by average true range', () => {
  it.each([
    ['two ranges unless told', {}, 20],
    ['one range', { atrMultiplier: 1 }, 40],
    ['a multiplier that is undefined is the default', { atrMultiplier: undefined }, 20],
    ['a market twice as wild', { atrQuote: 5 }, 10],
    ['no balance', { balanceQuote: 0 }, 0],
    ['a cap of 10 % of the balance', { maxPositionFrac: 0.1 }, 10],
  ])('%s', (_name, over, quantity) => {
    expect(atrSize(input(over))).toBe(quantity);
  });

  it.each([
    ['sizing/balance', 'balanceQuote', [NaN, -1]],
    ['sizing/price', 'entryPrice', [0, NaN]],
    ['sizing/fraction', 'riskFrac', [-1, 1.5, NaN]],
    ['sizing/volatility', 'atrQuote', [0, -1, NaN, Infinity, 1e-323, undefined]],
    ['sizing/volatility', 'atrMultiplier', [0, -2, NaN, 1e-323]],
  ])('is refused with %s for a bad %s', (code, field, values) => {
    for (const value of values) expect(() => atrSize({ ...input({ atrQuote: 0.1, atrMultiplier: 0.1 }), [field]: value } as AtrInput)).toThrow(refused(code, field));
  });
});

describe('the ATR sizer', () => {
  it('asks for the range at each request', () => {
    const sizer = atr({ name: 'calm', balance: () => 10_000, riskFrac: 0.01, atr: ({ symbol }) => (symbol === 'BTCUSDT' ? 2.5 : 5) });
    expect(sizer.name).toBe('calm');
    expect(sizer.size(requestOf())).toBe(20);
    expect(sizer.size(requestOf({}, 'ETHUSDT'))).toBe(10);
  });

  it('refuses what it cannot use when it is made', () => {
    const options = { balance: () => 1, atr: () => 1, riskFrac: 0.01 };
    expect(() => atr({ ...options, atrMultiplier: 0 })).toThrow(refused('sizing/volatility', 'atrMultiplier'));
    expect(() => atr({ ...options, riskFrac: -1 })).toThrow(refused('sizing/fraction', 'riskFrac'));
    expect(() => atr({ ...options, atr: 3 as never })).toThrow(refused('sizing/volatility', 'must be a function'));
  });
});
