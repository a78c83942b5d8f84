import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netMoney, netReturn, slipped } from './pnl.ts';
import { signOf, type Fill } from './signal.ts';

const fill = (price: number, feeFrac = 0, quantity = 1): Fill => ({ orderId: 'x', atMs: 0, quotedPrice: price, price, quantity, feeFrac });

describe('slippage', () => {
  it.each([
    ['buying in', 'long', 'entry', 101],
    ['selling out', 'long', 'exit', 99],
    ['selling in', 'short', 'entry', 99],
    ['buying back', 'short', 'exit', 101],
  ] as const)('is against the trader when %s', (_name, side, leg, price) => {
    expect(slipped(100, side, leg, 0.01)).toBe(price);
  });
});

describe('the sign of a side', () => {
  it.each([['long', 1], ['short', -1]] as const)('%s is %s', (side, sign) => {
    expect(signOf(side)).toBe(sign);
  });
});

describe('the net return of a round trip', () => {
  it.each([
    ['a long one up 10 %', 'long', 100, 110, 0.1],
    ['a long one down 5 %', 'long', 100, 95, -0.05],
    ['a short one down 10 %', 'short', 100, 90, 0.1],
    ['a short one up 5 %', 'short', 100, 105, -0.05],
  ] as const)('is that of %s without fees', (_name, side, entry, exit, expected) => {
    expect(netReturn(side, fill(entry), fill(exit))).toBeCloseTo(expected, 15);
  });

  it('pays the fee of each leg as a share of the entry', () => {
    expect(netReturn('long', fill(100, 0.001), fill(110, 0.002))).toBeCloseTo(0.1 - 0.003, 15);
  });

  it.each(['long', 'short'] as const)('follows the formula of the reference for a %s position', (side) => {
    const price = fc.double({ min: 0.01, max: 1e5, noNaN: true });
    const cost = fc.double({ min: 0, max: 0.05, noNaN: true });
    fc.assert(fc.property(price, price, cost, cost, (open, close, fee, slip) => {
      const entry = slipped(open, side, 'entry', slip);
      const exit = slipped(close, side, 'exit', slip);
      const opened = side === 'long' ? open * (1 + slip) : open * (1 - slip);
      const closed = side === 'long' ? close * (1 - slip) : close * (1 + slip);
      const percent = (side === 'long' ? ((closed - opened) / opened) * 100 : ((opened - closed) / opened) * 100) - 2 * fee * 100;
      const actual = netReturn(side, fill(entry, fee), fill(exit, fee)) * 100;
      expect(Math.abs(actual - percent)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(percent)));
    }));
  });
});

describe('the net result in money', () => {
  it.each([
    ['long', 100, 110, 20 - 0.2 - 0.22],
    ['short', 100, 90, 20 - 0.2 - 0.18],
    ['long', 100, 95, -10 - 0.2 - 0.19],
  ] as const)('of two units %s from %s to %s pays the fee on the notional of each leg', (side, entry, exit, expected) => {
    expect(netMoney(side, fill(entry, 0.001, 2), fill(exit, 0.001, 2))).toBeCloseTo(expected, 12);
  });
});
