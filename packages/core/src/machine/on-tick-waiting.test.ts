import { describe, expect, it } from 'vitest';
import type { Side } from '../signal/signal.ts';
import { BY_VWAP, candle, live, minute, on, plan, RULES, scheduled, settle, STATES, tickAt, tickOf } from './machine.fixture.ts';
import { createStep } from './step.ts';

const SIDES: readonly Side[] = ['long', 'short'];

describe.each(SIDES)('an entry at 100 of a waiting %s signal', (side) => {
  it.each([
    ['stays away from it', [104, 106, 100.01, 102], 'scheduled'],
    ['touches it exactly', [104, 106, 100, 102], 'opened'],
    ['goes through it', [104, 106, 98, 99], 'opened'],
    ['opens beyond it', [98, 99, 97, 98], 'opened'],
    ['opens beyond the stop', [94, 99, 93, 98], 'cancelled'],
    ['opens exactly at the stop', [95, 99, 94, 98], 'cancelled'],
  ] as const)('when a candle %s', (_name, ohlc, kind) => {
    expect(settle(scheduled(side), tickOf(candle(3, ohlc, side))).state.kind).toBe(kind);
  });

  it('opens, then closes by the stop, on a candle that touches both', () => {
    const { events } = live(scheduled(side), [candle(3, [104, 106, 94, 96], side)]);
    expect(events.map((event) => (event.kind === 'closed' ? event.trade.reason : event.kind))).toEqual(['opened', 'stop-loss']);
  });

  it('fills at its price, never better, on a candle that opens beyond it', () => {
    const { state } = settle(scheduled(side), tickOf(candle(3, [98, 99, 97, 98], side)));
    expect(state).toMatchObject({ position: { entry: { quotedPrice: 100, atMs: minute(3) }, openedAtMs: minute(3), expiresAtMs: minute(63) } });
  });

  it('is cancelled by a gap beyond its stop, stamped with the candle, known at its close', () => {
    const { events } = settle(scheduled(side), tickOf(candle(3, [94, 99, 93, 98], side)));
    expect(events).toMatchObject([{ kind: 'cancelled', reason: 'stop-loss', truncated: false, atMs: minute(3), knownAtMs: minute(4), price: on(side, 98) }]);
  });

  it.each([
    ['short of it', 101, 'scheduled'],
    ['at it', 100, 'opened'],
    ['beyond it', 98, 'opened'],
    ['at the stop', 95, 'cancelled'],
    ['beyond the stop', 94, 'cancelled'],
  ])('under the VWAP, which is %s', (_name, price, kind) => {
    const deep = candle(3, [104, 120, 80, 104], side);
    expect(settle(scheduled(side), tickOf(deep, { price: on(side, price) }), BY_VWAP).state.kind).toBe(kind);
  });

  it('fills at its price at the instant itself under the VWAP', () => {
    const { state } = settle(scheduled(side), tickOf(candle(3, [104, 105, 96, 97], side), { price: on(side, 98) }), BY_VWAP);
    expect(state).toMatchObject({ position: { entry: { quotedPrice: 100, atMs: minute(4) }, openedAtMs: minute(4) } });
  });
});

describe('a waiting entry', () => {
  const touching = candle(3, [104, 106, 99, 100]);

  it('asks the risk before it opens, at the entry price and the time of the candle', () => {
    const { effects } = createStep(RULES)(scheduled(), tickOf(touching));
    expect(effects).toEqual([{ kind: 'admit', at: 'activation', plan: scheduled().plan, atMs: minute(3), price: 100 }]);
  });

  it('is the same state while risk is thinking', () => {
    const waiting = scheduled();
    expect(createStep(RULES)(waiting, tickOf(touching)).state).toBe(waiting);
  });

  it.each([
    ['began before the signal', -1],
    ['began with the signal', 0],
  ])('looks at a candle that %s only if it lies after it', (_name, n) => {
    expect(settle(scheduled(), tickOf(candle(n, [104, 106, 99, 100]))).state.kind).toBe(n < 0 ? 'scheduled' : 'opened');
  });

  it.each([
    ['closes a minute before the time-out', 118, 'opened'],
    ['closes exactly at the time-out', 119, 'opened'],
    ['begins at the time-out', 120, 'cancelled'],
  ])('still opens on a touching candle that %s: %s', (_name, n, kind) => {
    expect(settle(scheduled(), tickOf(candle(n, [104, 106, 99, 100]))).state.kind).toBe(kind);
  });

  it.each([
    ['a minute before', 119, 'scheduled'],
    ['exactly at', 120, 'cancelled'],
    ['after', 130, 'cancelled'],
  ])('%s its time-out is %s %s', (_name, n, kind) => {
    expect(settle(scheduled(), tickAt(n)).state.kind).toBe(kind);
  });

  it('tells the time-out with the instant and the VWAP', () => {
    expect(settle(scheduled(), tickAt(120, { price: 103 })).events).toEqual([
      { kind: 'cancelled', plan: scheduled().plan, reason: 'timeout', truncated: false, atMs: minute(120), knownAtMs: minute(120), price: 103 },
    ]);
  });

  it('is kept while there is no price to end it at', () => {
    const waiting = scheduled();
    expect(settle(waiting, tickAt(130, { price: null }))).toEqual({ state: waiting, events: [], did: [] });
  });

  it.each([
    ['the instant of its creation', -1, 'scheduled'],
    ['the minute after', 0, 'opened'],
    ['the minute before its time-out', 118, 'opened'],
    ['the minute of its time-out', 119, 'cancelled'],
  ])('under the VWAP at %s', (_name, n, kind) => {
    expect(settle(scheduled(), tickOf(candle(n, [104, 106, 99, 100]), { price: 100 }), BY_VWAP).state.kind).toBe(kind);
  });

  it('under the VWAP times out on the expiry minute although the price is beyond its stop', () => {
    expect(settle(scheduled(), tickOf(candle(119, [104, 106, 90, 92]), { price: 92 }), BY_VWAP).events).toMatchObject([{ reason: 'timeout' }]);
  });

  it.each([
    ['no candle closed', tickAt(3, { price: 98 })],
    ['there is no VWAP', tickOf(candle(3, [104, 106, 90, 92]), { price: null })],
  ])('under the VWAP does nothing when %s', (_name, input) => {
    expect(settle(scheduled(), input, BY_VWAP).did).toEqual([]);
  });

  it('does nothing while its order is out', () => {
    const ordered = STATES['scheduled, waiting for its order']!;
    expect(createStep(RULES)(ordered, tickOf(touching))).toEqual({ state: ordered, effects: [] });
  });

  it('keeps the instant of the next ask through its end', () => {
    expect(settle(scheduled('long', { plan: plan('long', { waits: true }), nextAskMs: minute(77) }), tickAt(120)).state.nextAskMs).toBe(minute(77));
  });
});
