import fc from 'fast-check';
import { expect, it } from 'vitest';
import { netMoney } from '../../signal/pnl.ts';
import { entryPostings, exitPostings, type Posting } from './postings.ts';

const sum = (postings: readonly Posting[], account?: Posting['account']): number => postings.reduce((total, posting) => (account === undefined || posting.account === account ? total + posting.amountQuote : total), 0);
const price = fc.double({ min: 0.001, max: 100_000, noNaN: true });
const costs = { slip: fc.double({ min: 0, max: 0.05, noNaN: true }), feeFrac: fc.double({ min: -0.001, max: 0.01, noNaN: true }) };

it('each entry and exit adds up to nothing, and both together to what the trade has brought', () => {
  fc.assert(fc.property(fc.record({ entry: price, exit: price, quantity: fc.double({ min: 1e-6, max: 1000, noNaN: true }), side: fc.constantFrom('long' as const, 'short' as const), ...costs }), ({ entry: entryPrice, exit: exitPrice, quantity, side, slip, feeFrac }) => {
    const sign = side === 'long' ? 1 : -1;
    const plan = { id: 'p', side, entryPrice, takeProfitPrice: 1, stopLossPrice: 1, lifetimeMs: 1, note: '', createdAtMs: 0, waits: false };
    const fill = (quotedPrice: number, paid: number) => ({ orderId: 'o', atMs: 0, quotedPrice, price: quotedPrice * paid, quantity, feeFrac });
    const [entry, exit] = [fill(entryPrice, 1 + sign * slip), fill(exitPrice, 1 - sign * slip)];
    const [bought, sold] = [entryPostings({ plan, entry }), exitPostings({ plan, entry, exit })];
    const size = quantity * Math.max(entryPrice, exitPrice);
    expect(Math.abs(sum(bought)) / size).toBeLessThan(1e-12);
    expect(Math.abs(sum(sold)) / size).toBeLessThan(1e-12);
    expect(Math.abs(sum(bought, 'cash') + sum(sold, 'cash') - netMoney(side, entry, exit)) / size).toBeLessThan(1e-12);
    expect(sum(bought, 'slippage')).toBeGreaterThanOrEqual(0);
    expect(sum([...bought, ...sold], 'positions')).toBe(0);
  }), { numRuns: 500 });
});
