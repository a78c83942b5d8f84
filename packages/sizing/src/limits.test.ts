import { instrument } from '@tradewright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLimits, limit, type SizeLimits } from './limits.ts';
import { refused } from './sizing.fixture.ts';

const sized = (quantity: number, limits: SizeLimits): number => limit('x', quantity, { balanceQuote: 10_000, entryPrice: 100, ...limits });
const lots = instrument('BTCUSDT', { tickSize: 0.01, lotSize: 0.5, minNotional: 100 });

describe('the limits of a size', () => {
  it.each([
    ['none', 20, {}, 20],
    ['a share of the balance', 20, { maxPositionFrac: 0.1 }, 10],
    ['leverage', 250, { maxPositionFrac: 2 }, 200],
    ['a maximum', 20, { maxQuantity: 7 }, 7],
    ['the lower of both caps', 20, { maxPositionFrac: 0.1, maxQuantity: 12 }, 10],
    ['a minimum that is met', 20, { minQuantity: 5 }, 20],
    ['a minimum that raises', 2, { minQuantity: 5 }, 5],
    ['a minimum at the cap', 2, { minQuantity: 10, maxPositionFrac: 0.1 }, 10],
    ['a minimum above the share of the balance', 20, { minQuantity: 11, maxPositionFrac: 0.1 }, 0],
    ['a minimum equal to the maximum', 20, { minQuantity: 3, maxQuantity: 3 }, 3],
    ['a minimum for nothing', 0, { minQuantity: 5 }, 0],
    ['a cap of nothing', 20, { maxPositionFrac: 0 }, 0],
    ['a maximum of nothing', 20, { maxQuantity: 0 }, 0],
    ['whole lots', 1.9, { instrument: lots }, 1.5],
    ['a minimum notional that is met', 1, { instrument: lots }, 1],
    ['a minimum notional that is not', 0.9, { instrument: lots }, 0],
    ['a minimum that is no whole lot', 1, { minQuantity: 1.7, instrument: lots }, 0],
    ['a cap that is no whole lot', 20, { maxQuantity: 7.3, instrument: lots }, 7],
  ])('%s', (_name, quantity, limits, expected) => {
    expect(sized(quantity, limits)).toBe(expected);
  });

  it('that leave no size are refused', () => {
    expect(() => checkLimits('here', { minQuantity: 2, maxQuantity: 1 })).toThrow(refused('sizing/limits', 'here: minQuantity 2 is above maxQuantity 1', 'Correct the limit'));
  });

  it('hold a size beyond numbers, which is refused without them', () => {
    expect(sized(Infinity, { maxPositionFrac: 0.1 })).toBe(10);
    expect(() => sized(Infinity, {})).toThrow(refused('sizing/overflow', 'x: the size is too large'));
  });

  it('are kept to the last bit by every number there is', () => {
    const any = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(any, any, any, any, any, (quantity, balanceQuote, price, maxPositionFrac, maxQuantity) => {
      const entryPrice = Math.max(price, Number.MIN_VALUE);
      const size = limit('x', quantity, { balanceQuote, entryPrice, maxPositionFrac, maxQuantity });
      expect(size).toBeLessThanOrEqual(maxQuantity);
      expect(size).toBeLessThanOrEqual(quantity);
      expect(size * entryPrice).toBeLessThanOrEqual(balanceQuote * maxPositionFrac);
    }), { numRuns: 20_000 });
  });
});
