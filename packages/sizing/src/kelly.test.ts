import { describe, expect, it } from 'vitest';
import { kelly, kellyFraction, kellySize, type KellyInput } from './kelly.ts';
import { refused, requestOf } from './sizing.fixture.ts';

const input = (over: Partial<KellyInput> = {}): KellyInput => ({ balanceQuote: 10_000, entryPrice: 100, winFrac: 0.6, winLossRatio: 2, ...over });

describe('the Kelly fraction', () => {
  it.each([
    [0.6, 2, 0.4],
    [0.55, 1, 0.1],
    [0.5, 3, 1 / 3],
    [0.5, 1, 0],
    [0.4, 1.5, 0],
    [0.2, 4, 0],
    [0.3, 1, 0],
    [0.9, 1e-300, 0],
  ])('of %s wins that bring %s losses each is %s', (winFrac, winLossRatio, fraction) => {
    expect(kellyFraction({ winFrac, winLossRatio })).toBeCloseTo(fraction, 14);
  });

  it('of a fair game is exactly 0, whatever floating point makes of it', () => {
    for (let wins = 1; wins < 100; wins++) expect(kellyFraction({ winFrac: wins / 100, winLossRatio: (100 - wins) / wins })).toBe(0);
  });
});

describe('a Kelly size', () => {
  it.each([
    ['a quarter of Kelly unless told', {}, 10],
    ['half of Kelly', { kellyFrac: 0.5 }, 20],
    ['all of Kelly', { kellyFrac: 1 }, 40],
    ['a part that is undefined is the default', { kellyFrac: undefined }, 10],
    ['no part', { kellyFrac: 0 }, 0],
    ['no edge', { winFrac: 0.3 }, 0],
    ['no edge, although there is a minimum', { winFrac: 0.3, minQuantity: 1 }, 0],
    ['a cap of 4 % of the balance', { maxPositionFrac: 0.04 }, 4],
  ])('%s', (_name, over, quantity) => {
    expect(kellySize(input(over))).toBeCloseTo(quantity, 12);
  });

  it.each([
    ['sizing/balance', 'balanceQuote', [NaN, -1]],
    ['sizing/price', 'entryPrice', [0, Infinity]],
    ['sizing/edge', 'winFrac', [0, 1, -0.1, 1.5, NaN, undefined]],
    ['sizing/edge', 'winLossRatio', [0, -1, NaN, Infinity]],
    ['sizing/fraction', 'kellyFrac', [-0.1, 1.1, NaN, null]],
  ])('is refused with %s for a bad %s', (code, field, values) => {
    for (const value of values) expect(() => kellySize({ ...input(), [field]: value } as KellyInput)).toThrow(refused(code, field));
  });
});

describe('the Kelly sizer', () => {
  it('asks for the edge at each request', () => {
    let winFrac = 0.6;
    const sizer = kelly({ balance: () => 10_000, edge: () => ({ winFrac, winLossRatio: 2 }) });
    expect(sizer.size(requestOf())).toBeCloseTo(10, 12);
    winFrac = 0.3;
    expect(sizer.size(requestOf())).toBe(0);
  });

  it('refuses what it cannot use when it is made', () => {
    expect(() => kelly({ balance: () => 1, edge: () => ({ winFrac: 0.5, winLossRatio: 1 }), kellyFrac: 3 })).toThrow(refused('sizing/fraction', 'kelly: kellyFrac'));
    expect(() => kelly({ balance: () => 1, edge: 0.5 as never })).toThrow(refused('sizing/edge', 'must be a function'));
  });
});
