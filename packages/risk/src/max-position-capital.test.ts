import { describe, expect, it } from 'vitest';
import { maxPositionCapital } from './max-position-capital.ts';
import { accountOf, mistaken, positionOf, reasonOf } from './risk.fixture.ts';

describe('a maximum of capital per position', () => {
  it('looks at the position alone', () => {
    const rule = maxPositionCapital({ maxFrac: 0.2 });
    expect(reasonOf(rule, { quantity: 20, activePositions: [positionOf({ quantity: 90 })] })).toBeNull();
    expect(reasonOf(rule, { quantity: 25 })).toBe('refused by max-position-capital: BTCUSDT 25 % > 20 %');
  });

  it('reduces a position that is too large', () => {
    expect(reasonOf(maxPositionCapital({ maxFrac: 0.2, onExcess: 'reduce' }), { quantity: 25 })).toBe(20);
  });

  it('follows the equity', () => {
    expect(reasonOf(maxPositionCapital({ maxFrac: 0.2 }), { quantity: 20, account: accountOf({ equityQuote: 5000 }) })).toBe('refused by max-position-capital: BTCUSDT 40 % > 20 %');
    expect(reasonOf(maxPositionCapital({ maxFrac: 0.2 }), { account: accountOf({ equityQuote: 0 }) })).toContain('nothing is left');
  });

  it('cannot be nothing', () => {
    for (const maxFrac of [0, -0.1, NaN, 20]) expect(() => maxPositionCapital({ maxFrac })).toThrow(mistaken('risk/limit', 'max-position-capital: maxFrac'));
    expect(() => maxPositionCapital({ maxFrac: 1, onExcess: '' as never })).toThrow(mistaken('risk/option', 'onExcess'));
  });
});
