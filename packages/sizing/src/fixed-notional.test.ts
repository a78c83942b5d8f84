import { describe, expect, it } from 'vitest';
import { fixedNotional, fixedNotionalSize } from './fixed-notional.ts';
import { refused, requestOf } from './sizing.fixture.ts';

describe('a fixed notional', () => {
  it.each([
    ['500 at a price of 100', {}, 5],
    ['none', { notionalQuote: 0 }, 0],
    ['more than the balance', { balanceQuote: 100 }, 5],
    ['not above a cap', { balanceQuote: 1000, maxPositionFrac: 0.1 }, 1],
  ])('%s', (_name, over, quantity) => {
    expect(fixedNotionalSize({ balanceQuote: 10_000, entryPrice: 100, notionalQuote: 500, ...over })).toBe(quantity);
  });

  it.each([NaN, -1, Infinity, '5' as never])('is refused when it is %s', (notionalQuote) => {
    expect(() => fixedNotionalSize({ balanceQuote: 1, entryPrice: 1, notionalQuote })).toThrow(refused('sizing/notional', 'notionalQuote'));
    expect(() => fixedNotional({ balance: () => 1, notionalQuote })).toThrow(refused('sizing/notional', 'notionalQuote'));
  });

  it('is a sizer, too', () => {
    expect(fixedNotional({ balance: () => 10_000, notionalQuote: 500 }).size(requestOf())).toBe(5);
  });

  it('needs a balance for a cap only', () => {
    expect(fixedNotional({ notionalQuote: 500 }).size(requestOf())).toBe(5);
    expect(() => fixedNotional({ notionalQuote: 500, maxPositionFrac: 0.1 }).size(requestOf())).toThrow(refused('sizing/balance'));
    expect(fixedNotional({ notionalQuote: 500, maxPositionFrac: 0.1, balance: () => 1000 }).size(requestOf())).toBe(1);
  });
});
