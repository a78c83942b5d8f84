import { describe, expect, it } from 'vitest';
import { groups } from './groups.ts';
import { maxOpenPositions, onePerSymbol } from './max-open-positions.ts';
import { mistaken, positionOf, reasonOf } from './risk.fixture.ts';

const layers = groups({ BTCUSDT: { sector: 'currency' }, LTCUSDT: { sector: 'currency' }, UNIUSDT: { sector: 'finance' } });
const open = [positionOf(), positionOf({ symbol: 'ETHUSDT', strategyName: 'range', plan: { side: 'short' } })];

describe('a maximum of open positions', () => {
  it('counts the one that is asked for', () => {
    expect(reasonOf(maxOpenPositions({ max: 3 }), { activePositions: open })).toBeNull();
    expect(reasonOf(maxOpenPositions({ max: 2 }), { activePositions: open })).toBe('refused by max-open-positions: all positions 3 > 2');
  });

  it.each([
    ['per strategy', { per: 'strategy' }, 'strategy trend positions 2 > 1'],
    ['per symbol', { per: 'symbol' }, 'BTCUSDT positions 2 > 1'],
    ['per exchange', { per: 'exchange' }, 'exchange binance positions 3 > 1'],
    ['of long positions', { side: 'long' }, 'all long positions 2 > 1'],
    ['of long positions per strategy', { side: 'long', per: 'strategy' }, 'strategy trend long positions 2 > 1'],
  ] as const)('can be %s', (_name, options, reason) => {
    expect(reasonOf(maxOpenPositions({ max: 1, ...options }), { activePositions: open })).toBe(`refused by max-open-positions: ${reason}`);
    expect(reasonOf(maxOpenPositions({ max: 3, ...options }), { activePositions: open })).toBeNull();
  });

  it('of one side lets the other side in', () => {
    const rule = maxOpenPositions({ max: 1, side: 'short' });
    expect(reasonOf(rule, { activePositions: open })).toBeNull();
    expect(reasonOf(rule, { activePositions: open, plan: { side: 'short' } })).toBe('refused by max-open-positions: all short positions 2 > 1');
  });

  it('can be per group', () => {
    const rule = maxOpenPositions({ name: 'sectors', max: 1, per: 'sector', groups: layers });
    expect(reasonOf(rule, { symbol: 'LTCUSDT', activePositions: [positionOf()] })).toBe('refused by sectors: sector currency positions 2 > 1');
    expect(reasonOf(rule, { symbol: 'UNIUSDT', activePositions: [positionOf()] })).toBeNull();
  });

  it.each([0, -1, 1.5, NaN, Infinity, '3' as never, undefined as never])('cannot be %s', (max) => {
    expect(() => maxOpenPositions({ max })).toThrow(mistaken('risk/limit', 'max-open-positions: max', 'Write 50 %'));
  });

  it('needs a side that there is, a label that there is and a name', () => {
    expect(() => maxOpenPositions({ max: 1, side: 'both' as never })).toThrow(mistaken('risk/option', 'side must be long or short, not "both"'));
    expect(() => maxOpenPositions({ max: 1, per: 'sektor', groups: layers })).toThrow(mistaken('risk/group', 'no symbol has a label called "sektor"; there are: sector'));
    expect(() => maxOpenPositions({ max: 1, per: 'sector' })).toThrow(mistaken('risk/group', 'no groups are given'));
    for (const name of ['', ' ', 'a: b', 3 as never]) expect(() => maxOpenPositions({ max: 1, name })).toThrow(mistaken('risk/name', 'name must be text'));
  });
});

describe('one position per symbol', () => {
  it('is refused on another exchange, too, and free in another symbol', () => {
    const elsewhere = { activePositions: [positionOf({ exchangeName: 'bybit', strategyName: 'range' })] };
    expect(reasonOf(onePerSymbol(), elsewhere)).toBe('refused by one-per-symbol: BTCUSDT positions 2 > 1');
    expect(reasonOf(onePerSymbol({ name: 'single' }), elsewhere)).toContain('refused by single');
    expect(reasonOf(onePerSymbol(), { ...elsewhere, symbol: 'ETHUSDT' })).toBeNull();
  });
});
