import { describe, expect, it } from 'vitest';
import { cashReserve } from './cash-reserve.ts';
import { accountOf, mistaken, positionOf, reasonOf } from './risk.fixture.ts';

describe('a cash reserve', () => {
  const activePositions = [positionOf({ quantity: 30 }), positionOf({ symbol: 'ETHUSDT', quantity: 40, plan: { side: 'short' } })];

  it('is what equity has beside all positions, the one that is asked for included', () => {
    const rule = cashReserve({ minFrac: 0.2 });
    expect(reasonOf(rule, { activePositions, quantity: 10 })).toBeNull();
    expect(reasonOf(rule, { activePositions, quantity: 12 })).toBe('refused by cash-reserve: cash 18 % < 20 %');
    expect(reasonOf(rule, { activePositions, quantity: 10, account: accountOf({}, { marks: { ETHUSDT: 105 } }) })).toBe('refused by cash-reserve: cash 18 % < 20 %');
  });

  it('can leave a smaller position', () => {
    expect(reasonOf(cashReserve({ minFrac: 0.2, onExcess: 'reduce' }), { activePositions, quantity: 12 })).toBe(10);
  });

  it('needs equity to measure by', () => {
    expect(reasonOf(cashReserve({ minFrac: 0.2 }), { account: accountOf({ equityQuote: 0 }) })).toContain('nothing is left');
    expect(reasonOf(cashReserve({ minFrac: 0.2 }), { account: null })).toContain('no capital');
  });

  it('cannot be all there is, nor nothing', () => {
    for (const minFrac of [0, 1, 1.2, -1, NaN]) expect(() => cashReserve({ minFrac })).toThrow(mistaken('risk/limit', 'cash-reserve: minFrac'));
  });
});
