import { describe, expect, it } from 'vitest';
import type { Fill } from '../signal/signal.ts';
import { MINUTE_MS } from '../units.ts';
import type { Input } from './input.ts';
import { leaving, minute, open, plan, RULES, scheduled } from './machine.fixture.ts';
import { createStep } from './step.ts';

const step = createStep(RULES);
const fill = (over: Partial<Fill> = {}): Fill => ({ orderId: 'run:7', atMs: minute(3), quotedPrice: 100, price: 100.1, quantity: 2, feeFrac: 0.001, ...over });
const filled = (over?: Partial<Fill>): Input => ({ kind: 'fill', nowMs: minute(4), seq: 8, fill: fill(over) });
const rejected = (orderId = 'run:7'): Input => ({ kind: 'reject', nowMs: minute(4), seq: 8, orderId, reason: 'no money', price: 99 });
const ordered = scheduled('long', { orderId: 'run:7' });

describe('the fill of an entry', () => {
  it('opens a position that lives from the fill on', () => {
    expect(step(ordered, filled()).state).toEqual({
      kind: 'opened', exitOrderId: null, nextAskMs: minute(5),
      position: {
        plan: ordered.plan, entry: fill(), openedAtMs: minute(3), expiresAtMs: minute(63), highestPrice: 100, lowestPrice: 100, ambiguous: false, profitLevels: 0, lossLevels: 0, exit: null,
      },
    });
  });

  it('is told with the time of the fill and the instant it became known', () => {
    expect(step(ordered, filled()).effects).toMatchObject([{ kind: 'emit', event: { kind: 'opened', atMs: minute(3), knownAtMs: minute(4), price: 100, position: { entry: fill() } } }]);
  });

  it('gives the position exactly the lifetime of its plan', () => {
    const brief = { ...ordered, plan: plan('long', { lifetimeMs: 7 * MINUTE_MS }) };
    expect(step(brief, filled()).state).toMatchObject({ position: { expiresAtMs: minute(10) } });
  });
});

describe('the fill of an exit', () => {
  it('closes the position, at the time the exit was decided for', () => {
    const { state } = step(leaving(), filled({ quotedPrice: 95, price: 95 }));
    expect(state).toMatchObject({ kind: 'closed', endedAtMs: minute(4), nextAskMs: minute(5), trade: { reason: 'stop-loss', closedAtMs: minute(3), exit: { price: 95 } } });
  });

  it('is told once, with the trade', () => {
    const { effects } = step(leaving(), filled({ quotedPrice: 95, price: 94.9 }));
    expect(effects).toMatchObject([{ kind: 'emit', event: { kind: 'closed', atMs: minute(3), knownAtMs: minute(4), price: 95, trade: { exit: { price: 94.9 } } } }]);
  });
});

describe('a fill or a rejection of an order nobody waits for', () => {
  it.each([
    ['entry', ordered],
    ['exit', leaving()],
    ['position without an exit', open()],
    ['waiting entry', scheduled()],
  ])('changes nothing for an %s', (_name, state) => {
    expect([step(state, filled({ orderId: 'other' })), step(state, rejected('other'))]).toEqual([{ state, effects: [] }, { state, effects: [] }]);
  });
});

describe('a rejected order', () => {
  it('for an entry cancels the signal', () => {
    expect(step(ordered, rejected()).state).toMatchObject({ kind: 'cancelled', reason: 'rejected', endedAtMs: minute(4) });
  });

  it('for an entry gives the slot back, then tells', () => {
    expect(step(ordered, rejected()).effects).toMatchObject([{ kind: 'release', plan: ordered.plan }, { kind: 'emit', event: { kind: 'cancelled', reason: 'rejected', price: 99 } }]);
  });

  it.each(['opened', 'active'] as const)('for an exit leaves the position %s, to be decided anew', (kind) => {
    const { state, effects } = step(leaving(kind), rejected());
    expect([state, effects]).toMatchObject([{ kind, exitOrderId: null, position: { exit: null } }, []]);
  });
});
