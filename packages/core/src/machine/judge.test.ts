import { describe, expect, it } from 'vitest';
import type { Side } from '../signal/signal.ts';
import { exitAt, judgeCandle, judgePrice } from './judge.ts';
import { candle, minute, on, open, OPTIMIST, position, RULES } from './machine.fixture.ts';

const SIDES: readonly Side[] = ['long', 'short'];

describe.each(SIDES)('a %s position entered at 100, target 10 away, stop 5 away', (side) => {
  it.each([
    ['between stop and target', [100, 109, 96, 104], null, null],
    ['a tick short of the target', [100, 109.99, 99, 105], null, null],
    ['a tick short of the stop', [100, 101, 95.01, 96], null, null],
    ['exactly at its target', [100, 110, 99, 105], 'take-profit', 110],
    ['through its target', [100, 130, 99, 125], 'take-profit', 110],
    ['from its open beyond the target', [120, 130, 115, 125], 'take-profit', 110],
    ['exactly at its stop', [100, 101, 95, 96], 'stop-loss', 95],
    ['through its stop', [100, 101, 80, 85], 'stop-loss', 95],
    ['from its open exactly at the stop', [95, 97, 94, 96], 'stop-loss', 95],
    ['from its open beyond the stop', [92, 97, 90, 96], 'stop-loss', 92],
    ['touching both', [100, 111, 94, 100], 'stop-loss', 95],
    ['touching both from an open beyond the stop', [93, 111, 92, 100], 'stop-loss', 93],
  ] as const)('on a candle %s', (_name, ohlc, reason, price) => {
    const verdict = judgeCandle(position(side), candle(3, ohlc, side), RULES);
    expect(verdict).toEqual(reason === null ? null : expect.objectContaining({ reason, price: on(side, price), atMs: minute(3) }));
  });

  it('takes the target of a candle that touches both when the policy is target first', () => {
    expect(judgeCandle(position(side), candle(3, [100, 111, 94, 100], side), OPTIMIST)).toMatchObject({ reason: 'take-profit', price: on(side, 110) });
  });

  it.each([
    ['only the stop', [100, 101, 94, 96], false],
    ['only the target', [100, 111, 99, 105], false],
    ['both', [100, 111, 94, 100], true],
  ] as const)('marks the exit of a candle touching %s as ambiguous: %s', (_name, ohlc, ambiguous) => {
    expect(judgeCandle(position(side), candle(3, ohlc, side), RULES)).toMatchObject({ ambiguous });
  });

  it.each([RULES, OPTIMIST])('marks a candle touching both as ambiguous under $intrabar', (rules) => {
    expect(judgeCandle(position(side), candle(3, [100, 111, 94, 100], side), rules)).toMatchObject({ ambiguous: true });
  });

  it('remembers where the stop would have filled when the target was taken from a candle that opened beyond the stop', () => {
    expect(judgeCandle(position(side), candle(3, [93, 111, 92, 100], side), OPTIMIST)).toMatchObject({ price: on(side, 110), stopPrice: on(side, 93) });
  });

  it('carries an earlier doubt into the exit of a clear candle', () => {
    expect(judgeCandle(position(side, { ambiguous: true }), candle(3, [100, 101, 94, 96], side), RULES)).toMatchObject({ ambiguous: true });
  });

  it.each([
    ['between stop and target', 104, null, null],
    ['at the target', 110, 'take-profit', 110],
    ['beyond the target', 112, 'take-profit', 110],
    ['at the stop', 95, 'stop-loss', 95],
    ['beyond the stop', 90, 'stop-loss', 95],
  ] as const)('fills at the level by a VWAP %s', (_name, price, reason, level) => {
    const decision = judgePrice(position(side), on(side, price), minute(3));
    expect(decision).toEqual(reason === null ? null : expect.objectContaining({ reason, price: on(side, level), atMs: minute(3) }));
  });

  it('knows the stop of an exit that no candle decided', () => {
    expect(exitAt('time-expired', 104, minute(60), open(side).position, true, 'end')).toEqual({
      reason: 'time-expired', price: 104, atMs: minute(60), ambiguous: false, stopPrice: on(side, 95), truncated: true, reasonText: 'end',
    });
  });
});
