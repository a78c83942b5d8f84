import { describe, expect, it } from 'vitest';
import type { ExitDecision } from './exit.ts';
import type { Position } from './position.ts';
import { slipped } from './pnl.ts';
import type { Fill, Side } from './signal.ts';
import { tradeOf } from './trade.ts';

const SLIP = 0.01;
const FEE = 0.001;
const PLANS = {
  long: { id: 'a', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60_000, note: '', createdAtMs: 0, waits: false },
  short: { id: 'a', side: 'short', entryPrice: 100, takeProfitPrice: 90, stopLossPrice: 105, lifetimeMs: 60_000, note: '', createdAtMs: 0, waits: false },
} as const;

const fillAt = (side: Side, leg: 'entry' | 'exit', quotedPrice: number): Fill => ({ orderId: leg, atMs: 7, quotedPrice, price: slipped(quotedPrice, side, leg, SLIP), quantity: 1, feeFrac: FEE });

function position(side: Side, over: Partial<Position> = {}): Position {
  return { plan: PLANS[side], entry: fillAt(side, 'entry', 100), openedAtMs: 5, expiresAtMs: 60_005, highestPrice: 104, lowestPrice: 98, ambiguous: false, profitLevels: 0, lossLevels: 0, exit: null, ...over };
}

function decided(over: Partial<ExitDecision> = {}): ExitDecision {
  return { reason: 'stop-loss', price: 95, atMs: 6, ambiguous: false, stopPrice: 95, truncated: false, reasonText: null, ...over };
}

const returned = (side: Side, entry: number, exit: number): number => {
  const [paid, got] = [slipped(entry, side, 'entry', SLIP), slipped(exit, side, 'exit', SLIP)];
  return (side === 'long' ? got - paid : paid - got) / paid - 2 * FEE;
};

describe('a trade', () => {
  it('keeps what was decided, not what the fill says about it', () => {
    const trade = tradeOf(position('long'), fillAt('long', 'exit', 95), decided({ reason: 'command', reasonText: 'enough', truncated: true }), SLIP);
    expect(trade).toMatchObject({ plan: PLANS.long, openedAtMs: 5, closedAtMs: 6, reason: 'command', reasonText: 'enough', truncated: true, ambiguous: false });
  });

  it.each(['long', 'short'] as const)('that was clear has one result (%s)', (side) => {
    const trade = tradeOf(position(side), fillAt(side, 'exit', 103), decided(), SLIP);
    expect([trade.pnlLowFrac, trade.pnlHighFrac]).toEqual([trade.pnlFrac, trade.pnlFrac]);
  });

  it.each([
    ['long', 95, 110],
    ['short', 105, 90],
  ] as const)('that was ambiguous has a result at its stop and one at its target (%s)', (side, stopPrice, target) => {
    const trade = tradeOf(position(side), fillAt(side, 'exit', stopPrice), decided({ ambiguous: true, stopPrice }), SLIP);
    expect([trade.pnlLowFrac, trade.pnlHighFrac]).toEqual([returned(side, 100, stopPrice), returned(side, 100, target)]);
  });

  it('that was ambiguous on a gap knows the stop at the price it would have filled at', () => {
    const trade = tradeOf(position('long'), fillAt('long', 'exit', 110), decided({ reason: 'take-profit', price: 110, ambiguous: true, stopPrice: 93 }), SLIP);
    expect([trade.pnlFrac, trade.pnlLowFrac]).toEqual([returned('long', 100, 110), returned('long', 100, 93)]);
  });

  it.each([
    ['long', 96, { mfeFrac: 0.04, maeFrac: -0.04 }],
    ['long', 110, { mfeFrac: 0.1, maeFrac: -0.02 }],
    ['short', 90, { mfeFrac: 0.1, maeFrac: -0.04 }],
    ['short', 105, { mfeFrac: 0.02, maeFrac: -0.05 }],
  ] as const)('counts its exit candle up to the exit price only (%s, out at %s)', (side, out, expected) => {
    const { mfeFrac, maeFrac } = tradeOf(position(side), fillAt(side, 'exit', out), decided(), SLIP);
    expect({ mfeFrac, maeFrac }).toEqual(expected);
  });
});
