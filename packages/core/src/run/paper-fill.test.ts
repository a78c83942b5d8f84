import { describe, expect, it } from 'vitest';
import { paperFill } from './paper-fill.ts';

const order = { id: 'run:1', leg: 'entry', side: 'long', price: 100, quantity: 2, atMs: 7 } as const;
const costs = { feeFrac: 0.001, slippageFrac: 0.01 };

describe('a paper order', () => {
  it('fills in full at its price, with the fee, at its time', () => {
    expect(paperFill(order, costs)).toEqual({ orderId: 'run:1', atMs: 7, quotedPrice: 100, price: 101, quantity: 2, feeFrac: 0.001 });
  });

  it.each([
    ['long', 'entry', 101],
    ['long', 'exit', 99],
    ['short', 'entry', 99],
    ['short', 'exit', 101],
  ] as const)('slips against the trader: %s %s', (side, leg, price) => {
    expect(paperFill({ ...order, side, leg }, costs).price).toBe(price);
  });
});
