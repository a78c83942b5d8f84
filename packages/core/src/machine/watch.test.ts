import { describe, expect, it } from 'vitest';
import { BY_VWAP, minute, open, plan, RULES, scheduled, STATES } from './machine.fixture.ts';
import { watchOf } from './watch.ts';

describe('what a state watches for', () => {
  it.each([
    ['a waiting long entry: the price coming down to it', scheduled('long'), { above: Infinity, below: 100, atMs: minute(120) }],
    ['a waiting short entry: the price coming up to it', scheduled('short'), { above: 100, below: -Infinity, atMs: minute(120) }],
    ['a long position: its target above, its stop below', open('long'), { above: 110, below: 95, atMs: minute(60) }],
    ['a short position: its stop above, its target below', open('short'), { above: 105, below: 90, atMs: minute(60) }],
    ['an active position the same', open('long', {}, 'active'), { above: 110, below: 95, atMs: minute(60) }],
  ])('%s', (_name, state, watch) => {
    expect(watchOf(state, RULES)).toEqual({ vwapAbove: Infinity, vwapBelow: -Infinity, ...watch });
  });

  it.each([
    ['idle', STATES['idle']!],
    ['closed', STATES['closed']!],
    ['cancelled', STATES['cancelled']!],
    ['waiting for its entry order', STATES['scheduled, waiting for its order']!],
    ['waiting for its exit order', STATES['active, waiting for its exit order']!],
  ])('is nothing while it is %s', (_name, state) => {
    expect(watchOf(state, RULES)).toBeNull();
  });

  it.each([
    ['has to be stepped through the candle of its fill', 'opened', RULES, false],
    ['rests after that candle', 'active', RULES, true],
    ['rests at once under the VWAP', 'opened', BY_VWAP, true],
  ] as const)('an entry that waited %s', (_name, kind, rules, rests) => {
    const state = open('long', { plan: plan('long', { waits: true }) }, kind);
    expect(watchOf(state, rules) !== null).toBe(rests);
  });
});
