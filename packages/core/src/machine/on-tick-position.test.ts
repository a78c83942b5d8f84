import { describe, expect, it } from 'vitest';
import type { Side } from '../signal/signal.ts';
import { BY_VWAP, candle, leaving, live, minute, on, open, OPTIMIST, RULES, scheduled, settle, tickAt, tickOf } from './machine.fixture.ts';
import { createStep } from './step.ts';

const SIDES: readonly Side[] = ['long', 'short'];
const CALM = [100, 104, 97, 101] as const;
const TO_TARGET = [100, 111, 99, 108] as const;
const TO_STOP = [100, 101, 94, 96] as const;

describe.each(SIDES)('an open %s position', (side) => {
  it.each([
    ['stop', TO_STOP, 'stop-loss', 95],
    ['target', TO_TARGET, 'take-profit', 110],
  ] as const)('closes at its %s with the time of the candle, known when it has closed', (_name, ohlc, reason, price) => {
    const { events } = settle(open(side), tickOf(candle(3, ohlc, side)));
    expect(events).toMatchObject([{ kind: 'closed', atMs: minute(3), knownAtMs: minute(4), price: on(side, price), trade: { reason, closedAtMs: minute(3), exit: { quotedPrice: on(side, price) } } }]);
  });

  it.each([
    ['at its target', 110, 'take-profit', 110],
    ['beyond its stop', 90, 'stop-loss', 95],
  ] as const)('closes by a VWAP %s at the level, at the instant', (_name, price, reason, level) => {
    const { events } = settle(open(side), tickOf(candle(3, CALM, side), { price: on(side, price) }), BY_VWAP);
    expect(events).toMatchObject([{ kind: 'closed', atMs: minute(4), knownAtMs: minute(4), trade: { reason, exit: { quotedPrice: on(side, level) } } }]);
  });

  it.each([
    ['high and low under the VWAP', TO_STOP, BY_VWAP],
    ['the VWAP under high and low', CALM, RULES],
  ] as const)('does not care for %s', (_name, ohlc, rules) => {
    const price = rules === BY_VWAP ? 100 : on(side, 80);
    expect(settle(open(side), tickOf(candle(3, ohlc, side), { price }), rules).events).toEqual([]);
  });

  it('notes the extremes of the candles it lives through', () => {
    const { state } = live(open(side), [candle(3, [100, 104, 97, 101], side), candle(4, [101, 107, 99, 103], side)]);
    const [highestPrice, lowestPrice] = side === 'long' ? [107, 97] : [103, 93];
    expect(state).toMatchObject({ kind: 'active', position: { highestPrice, lowestPrice } });
  });
});

describe('the life of a position', () => {
  it('begins with the candle that opens at its opening', () => {
    expect(settle(open(), tickOf(candle(0, TO_STOP))).state.kind).toBe('closed');
  });

  it('does not begin before: the candle that closed at its opening changes nothing', () => {
    const opened = open();
    expect(settle(opened, tickOf(candle(-1, TO_STOP))).state).toBe(opened);
  });

  it('turns from opened to active with its first candle', () => {
    expect(settle(open(), tickOf(candle(0, [100, 100, 100, 100]))).state.kind).toBe('active');
  });

  it('stays opened while no candle has closed', () => {
    const opened = open();
    expect(settle(opened, tickAt(1)).state).toBe(opened);
  });

  it.each([
    ['price wins on the candle that closes exactly at the expiry', 59, RULES, 'stop-loss', 95, 59],
    ['time wins over a candle that begins at the expiry', 60, RULES, 'time-expired', 96, 61],
    ['time wins on the expiry minute under the VWAP', 59, BY_VWAP, 'time-expired', 90, 60],
    ['price wins a minute before the expiry under the VWAP', 58, BY_VWAP, 'stop-loss', 95, 59],
  ] as const)('%s', (_name, n, rules, reason, quotedPrice, at) => {
    const price = rules === BY_VWAP ? 90 : 96;
    const { state } = settle(open(), tickOf(candle(n, TO_STOP), { price }), rules);
    expect(state).toMatchObject({ kind: 'closed', trade: { reason, exit: { quotedPrice }, closedAtMs: minute(at) } });
  });

  it('ends exactly at opening + lifetime, at the VWAP', () => {
    expect(settle(open(), tickAt(60, { price: 103 })).state).toMatchObject({ trade: { reason: 'time-expired', exit: { quotedPrice: 103 }, closedAtMs: minute(60), truncated: false } });
  });

  it('does not end a millisecond earlier', () => {
    const opened = open();
    expect(settle(opened, { ...tickAt(60), nowMs: minute(60) - 1 }).state).toBe(opened);
  });

  it('ends on a calm candle that closes at the expiry', () => {
    expect(settle(open(), tickOf(candle(59, CALM))).state).toMatchObject({ trade: { reason: 'time-expired', exit: { quotedPrice: 101 }, closedAtMs: minute(60) } });
  });

  it('goes on past its expiry while there is no price to close at', () => {
    const opened = open();
    expect(settle(opened, tickAt(61, { price: null })).state).toBe(opened);
  });

  it('ends at the first price after its expiry', () => {
    expect(settle(open(), tickOf(candle(70, TO_STOP), { price: 97 })).state).toMatchObject({ trade: { reason: 'time-expired', exit: { quotedPrice: 97 }, closedAtMs: minute(71) } });
  });

  it('does not count the extremes of a candle that outlives it', () => {
    const { state } = settle(open(), tickOf(candle(60, [100, 140, 60, 100])));
    expect(state).toMatchObject({ trade: { maeFrac: 0, mfeFrac: 0 } });
  });

  it('counts the extremes of what was passed over', () => {
    const { state } = settle(open(), tickAt(3, { passed: { highestPrice: 108, lowestPrice: 96 } }));
    expect(state).toMatchObject({ kind: 'opened', position: { highestPrice: 108, lowestPrice: 96 } });
  });

  it('counts them once when nothing new is in them', () => {
    const opened = open('long', { highestPrice: 108, lowestPrice: 96 });
    expect(settle(opened, tickAt(3, { passed: { highestPrice: 107, lowestPrice: 97 } })).state).toBe(opened);
  });

  it('waits for the fill of its exit, whatever the candles do', () => {
    const out = leaving();
    expect(settle(out, tickOf(candle(5, TO_TARGET))).state).toBe(out);
  });

  it('orders its exit under an id made of the run and the input', () => {
    const { effects } = createStep(RULES)(open(), tickOf(candle(3, TO_STOP)));
    expect(effects).toEqual([{ kind: 'place', order: { id: 'run:7', leg: 'exit', side: 'long', price: 95, quantity: 1, atMs: minute(3) } }]);
  });
});

describe('a doubtful target on the candle of the fill', () => {
  const doubtful = candle(3, [102, 111, 99, 101]);

  it('stays open, stop first', () => {
    expect(live(scheduled(), [doubtful]).state).toMatchObject({ kind: 'active', position: { ambiguous: true } });
  });

  it('is taken, target first', () => {
    expect(live(scheduled(), [doubtful], OPTIMIST).state).toMatchObject({ kind: 'closed', trade: { reason: 'take-profit', ambiguous: true, pnlFrac: 0.1 } });
  });

  it('leaves its mark on a later end, with the result at stop and at target', () => {
    const { state } = live(scheduled(), [doubtful, candle(4, [101, 102, 94, 96])]);
    expect(state).toMatchObject({ trade: { reason: 'stop-loss', ambiguous: true, pnlFrac: -0.05, pnlLowFrac: -0.05, pnlHighFrac: 0.1 } });
  });

  it('leaves its mark on an end by time', () => {
    const held = live(scheduled(), [doubtful]).state;
    expect(settle(held, tickAt(63, { price: 102 })).state).toMatchObject({ trade: { reason: 'time-expired', ambiguous: true, pnlFrac: 0.02, pnlLowFrac: -0.05, pnlHighFrac: 0.1 } });
  });
});
