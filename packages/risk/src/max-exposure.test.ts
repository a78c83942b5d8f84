import { describe, expect, it } from 'vitest';
import { groups } from './groups.ts';
import { maxExposure } from './max-exposure.ts';
import { accountOf, mistaken, positionOf, reasonOf } from './risk.fixture.ts';

const bitcoin = groups({ BTCUSDT: 'BTC', WBTCUSDT: 'BTC', ETHUSDT: 'ETH' });

describe('a maximum of exposure', () => {
  it('sums up a group at last closes, and the position that is asked for at its entry', () => {
    const rule = maxExposure({ maxFrac: 0.5, per: 'group', groups: bitcoin });
    const activePositions = [positionOf({ symbol: 'WBTCUSDT', quantity: 42 }), positionOf({ symbol: 'ETHUSDT', quantity: 90 })];
    const account = accountOf({}, { marks: { WBTCUSDT: 100 } });
    expect(reasonOf(rule, { activePositions, account, quantity: 8 })).toBeNull();
    expect(reasonOf(rule, { activePositions, account, quantity: 10, price: 90 })).toBe('refused by max-exposure: BTC group 52 % > 50 %');
  });

  it('counts an open position at its entry where no close is known', () => {
    const rule = maxExposure({ maxFrac: 0.5, per: 'symbol' });
    expect(reasonOf(rule, { activePositions: [positionOf({ quantity: 45 })], quantity: 10 })).toBe('refused by max-exposure: BTCUSDT 55 % > 50 %');
    expect(reasonOf(rule, { activePositions: [positionOf({ quantity: 45 })], quantity: 10, account: accountOf({}, { marks: { BTCUSDT: 50 } }) })).toBeNull();
  });

  it('counts short positions like long ones', () => {
    const rule = maxExposure({ maxFrac: 0.5, per: 'all' });
    expect(reasonOf(rule, { activePositions: [positionOf({ quantity: 45, plan: { side: 'short' } })], quantity: 10 })).toBe('refused by max-exposure: all 55 % > 50 %');
  });

  it('reduces to what fits, or refuses where nothing does', () => {
    const rule = maxExposure({ maxFrac: 0.5, per: 'symbol', onExcess: 'reduce' });
    expect(reasonOf(rule, { activePositions: [positionOf({ quantity: 42 })], quantity: 10 })).toBe(8);
    expect(reasonOf(rule, { activePositions: [positionOf({ quantity: 50 })], quantity: 10 })).toBe('refused by max-exposure: BTCUSDT 60 % > 50 %');
  });

  it('leaves a reduced position within the limit when all is added up again, to the last bit', () => {
    const rule = maxExposure({ maxFrac: 0.3, per: 'all', onExcess: 'reduce' });
    for (let i = 1; i < 500; i++) {
      const [heldQuantity, entryPrice] = [i * 0.0517, 100 / i];
      const quantity = reasonOf(rule, { activePositions: [positionOf({ quantity: heldQuantity })], quantity: 1e9, plan: { entryPrice } }) as number;
      expect(heldQuantity * 100 + quantity * entryPrice).toBeLessThanOrEqual(0.3 * 10_000);
      expect(heldQuantity * 100 + quantity * entryPrice).toBeGreaterThan(0.3 * 10_000 * (1 - 1e-9));
    }
  });

  it.each([
    ['no capital', null, 'the run has no capital to measure by'],
    ['nothing left', accountOf({ equityQuote: 0 }), 'equity is 0, nothing is left to trade with'],
    ['less than nothing', accountOf({ equityQuote: -5 }), 'equity is -5, nothing is left to trade with'],
    ['an equity that is no number', accountOf({ equityQuote: NaN }), 'equity is not known'],
  ])('refuses with %s', (_name, account, why) => {
    const rule = maxExposure({ maxFrac: 0.5, per: 'symbol' });
    expect(rule.needsAccount).toBe(true);
    expect(reasonOf(rule, { account })).toBe(`refused by max-exposure: ${why}`);
  });

  it('refuses beside a position of unknown size, and says so', () => {
    expect(reasonOf(maxExposure({ maxFrac: 0.5, per: 'symbol' }), { activePositions: [positionOf({ quantity: undefined as never })] })).toBe('refused by max-exposure: BTCUSDT is not known, limit 50 %');
    expect(reasonOf(maxExposure({ maxFrac: 0.5, per: 'symbol', onExcess: 'reduce' }), { activePositions: [positionOf({ quantity: NaN })] })).toContain('is not known');
  });

  it('cannot be nothing, nor beyond leverage', () => {
    for (const maxFrac of [0, -1, NaN, 50, Infinity]) expect(() => maxExposure({ maxFrac, per: 'symbol' })).toThrow(mistaken('risk/limit', 'max-exposure: maxFrac', 'Write 50 % as 0.5'));
    expect(() => maxExposure({ maxFrac: 0.5, per: 'symbol', onExcess: 'shrink' as never })).toThrow(mistaken('risk/option', 'onExcess must be refuse or reduce'));
    expect(() => maxExposure({ maxFrac: 0.5, per: 'sector', groups: bitcoin })).toThrow(mistaken('risk/group', '"sector"'));
  });
});
