import { describe, expect, it } from 'vitest';
import type { Signal } from '../signal/signal.ts';
import { MINUTE_MS } from '../units.ts';
import type { Input } from './input.ts';
import { BY_VWAP, candle, cancelled, closed, leaving, minute, plan, RULES, signal, STATES, tickAt, tickOf } from './machine.fixture.ts';
import { createStep } from './step.ts';

const at = { nowMs: minute(4), seq: 8 };
const fill = { orderId: 'run:7', atMs: minute(3), quotedPrice: 95, price: 95, quantity: 1, feeFrac: 0 };
const command = (given: 'stop' | 'cancel' | 'close'): Input => ({ kind: 'command', ...at, command: given, price: 100, reasonText: null });

/** An input of every kind, each strong enough to move a state that waits for it. */
const INPUTS: Readonly<Record<string, Input>> = {
  'a frame': tickAt(5, { frame: true }),
  'a candle that touches the entry': tickOf(candle(4, [104, 105, 99, 101])),
  'a candle that touches the stop': tickOf(candle(4, [96, 97, 94, 96])),
  'a signal': { kind: 'signal', ...at, signal: signal(), price: 100 },
  'an admission': { kind: 'admitted', ...at, plan: plan(), atMs: minute(4), price: 100, quantity: 1 },
  'a refusal': { kind: 'refused', ...at, plan: plan(), atMs: minute(4), price: 100, reason: 'no' },
  'a fill': { kind: 'fill', ...at, fill },
  'a rejection': { kind: 'reject', ...at, orderId: 'run:7', reason: 'no', price: 100 },
  'a stop': command('stop'),
  'a cancellation': command('cancel'),
  'a close': command('close'),
  'the end of the data': { kind: 'end', ...at, price: 100 },
};

/** What each state does with each input: the kinds of its effects, or `-` where nothing may change. */
const TABLE: Readonly<Record<keyof typeof STATES, Readonly<Record<string, string>>>> = {
  idle: { 'a frame': 'ask', 'a signal': 'admit', 'an admission': 'place', 'a refusal': 'emit' },
  'scheduled, waiting for its price': {
    'a candle that touches the entry': 'admit', 'a candle that touches the stop': 'admit', 'an admission': 'place', 'a refusal': 'emit',
    'a stop': 'emit', 'a cancellation': 'emit', 'a close': 'emit', 'the end of the data': 'emit',
  },
  'scheduled, waiting for its order': {
    'a fill': 'emit', 'a rejection': 'release emit', 'a stop': 'withdraw release emit', 'a cancellation': 'withdraw release emit',
    'a close': 'withdraw release emit', 'the end of the data': 'withdraw release emit',
  },
  opened: { 'a candle that touches the entry': 'moves', 'a candle that touches the stop': 'place', 'a close': 'place', 'the end of the data': 'place' },
  active: { 'a candle that touches the entry': 'moves', 'a candle that touches the stop': 'place', 'a close': 'place', 'the end of the data': 'place' },
  'opened, waiting for its exit order': { 'a fill': 'emit', 'a rejection': 'moves' },
  'active, waiting for its exit order': { 'a fill': 'emit', 'a rejection': 'moves' },
  closed: { 'a frame': 'ask' },
  cancelled: { 'a frame': 'ask' },
};

const CASES = Object.keys(STATES).flatMap((state) => Object.keys(INPUTS).map((input) => [state, input, TABLE[state]?.[input] ?? '-'] as const));

describe('the machine', () => {
  it.each(CASES)('when %s meets %s: %s', (name, input, expected) => {
    const state = STATES[name]!;
    const stepped = createStep(RULES)(state, INPUTS[input]!);
    const did = stepped.effects.map(({ kind }) => kind).join(' ') || (stepped.state === state ? '-' : 'moves');
    expect(did).toBe(expected);
  });

  it.each(CASES.filter(([, , expected]) => expected === '-'))('keeps %s as the very same state after %s', (name, input) => {
    expect(createStep(RULES)(STATES[name]!, INPUTS[input]!).state).toBe(STATES[name]);
  });

  it.each(CASES)('is pure: %s after %s gives the same twice', (name, input) => {
    const step = createStep(RULES);
    expect(step(STATES[name]!, INPUTS[input]!)).toEqual(step(STATES[name]!, INPUTS[input]!));
  });

  it('does not close a position whose exit was never decided', () => {
    const odd = { ...leaving(), position: { ...leaving().position, exit: null } };
    expect(createStep(RULES)(odd, INPUTS['a fill']!)).toEqual({ state: odd, effects: [] });
  });
});

describe('an ask', () => {
  const idle = { kind: 'idle', nextAskMs: minute(5) } as const;

  it.each([
    ['before the throttle is over', tickAt(4, { frame: true }), []],
    ['exactly when the throttle is over', tickAt(5, { frame: true }), ['ask']],
    ['after it', tickAt(9, { frame: true }), ['ask']],
    ['off a frame', tickAt(9), []],
    ['without a VWAP', tickAt(9, { frame: true, price: null }), []],
  ])('%s', (_name, input, kinds) => {
    expect(createStep(RULES)(idle, input).effects.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('starts the throttle before the answer is known', () => {
    expect(createStep(RULES)(idle, tickAt(9, { frame: true })).state).toEqual({ kind: 'idle', nextAskMs: minute(9) + 5 * MINUTE_MS });
  });

  it('forgets neither throttle nor instant when it is not due', () => {
    const ended = closed(minute(4));
    expect(createStep(RULES)({ ...ended, nextAskMs: minute(9) }, tickAt(5, { frame: true })).state).toEqual({ ...ended, nextAskMs: minute(9) });
  });

  it.each([
    ['closed under high and low', closed(minute(4)), RULES, ['ask']],
    ['cancelled under high and low', cancelled(minute(4)), RULES, ['ask']],
    ['closed under the VWAP', closed(minute(4)), BY_VWAP, []],
    ['cancelled under the VWAP', cancelled(minute(4)), BY_VWAP, []],
  ])('at the very instant a signal was %s', (_name, state, rules, kinds) => {
    expect(createStep(rules)(state, tickAt(4, { frame: true })).effects.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('comes again a minute after an end under the VWAP', () => {
    expect(createStep(BY_VWAP)(closed(minute(4)), tickAt(5, { frame: true })).effects).toEqual([{ kind: 'ask' }]);
  });

  it('answered with null leaves the machine idle', () => {
    const none: Signal | null = null;
    expect(createStep(RULES)(idle, { kind: 'signal', ...at, signal: none, price: 100 })).toEqual({ state: idle, effects: [] });
  });
});
