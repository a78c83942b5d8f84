import { describe, expect, it } from 'vitest';
import type { Position } from '../signal/position.ts';
import type { Side } from '../signal/signal.ts';
import { judgeCandle } from './judge.ts';
import { candle, on, OPTIMIST, plan, position, RULES } from './machine.fixture.ts';

const SIDES: readonly Side[] = ['long', 'short'];

/** A waiting entry at 100 that candle 0 has filled. */
const filled = (side: Side): Position => position(side, { plan: plan(side, { waits: true }) });

type Ohlc = readonly [number, number, number, number];

// Decision 13. The candle opens at 102: what it did before it came down to 100 is nobody's profit.
const INSIDE: readonly (readonly [string, Ohlc, string | null, string | null])[] = [
  ['fills it and does no more', [102, 103, 99, 101], null, null],
  ['fills it and falls through the stop', [102, 103, 94, 96], 'stop-loss', 'stop-loss'],
  ['touches the target and closes short of it', [102, 111, 99, 101], 'doubt', 'take-profit'],
  ['touches the target and closes exactly on it', [102, 111, 99, 110], 'take-profit', 'take-profit'],
  ['touches the target and closes beyond it', [102, 112, 99, 111], 'take-profit', 'take-profit'],
  ['touches both and closes short of the target', [102, 111, 94, 101], 'stop-loss', 'take-profit'],
  ['touches both and closes beyond the target', [102, 112, 94, 111], 'stop-loss', 'take-profit'],
];

const verdictOf = (side: Side, ohlc: Ohlc, rules: typeof RULES): unknown => {
  const verdict = judgeCandle(filled(side), candle(0, ohlc, side), rules);
  return verdict === null || verdict === 'doubt' ? verdict : verdict.reason;
};

describe.each(SIDES)('a waiting %s entry on the candle that fills it', (side) => {
  it.each(INSIDE)('that opens on the waiting side and %s, stop first', (_name, ohlc, expected) => {
    expect(verdictOf(side, ohlc, RULES)).toBe(expected);
  });

  it.each(INSIDE)('that opens on the waiting side and %s, target first', (_name, ohlc, _stopFirst, expected) => {
    expect(verdictOf(side, ohlc, OPTIMIST)).toBe(expected);
  });

  it.each([
    ['proven by the close', [102, 112, 99, 111], false],
    ['not proven by the close', [102, 111, 99, 101], true],
    ['proven, with the stop touched too', [102, 112, 94, 111], true],
  ] as const)('marks a target %s as ambiguous: %s', (_name, ohlc, ambiguous) => {
    expect(judgeCandle(filled(side), candle(0, ohlc, side), OPTIMIST)).toMatchObject({ ambiguous });
  });

  it.each([
    ['at the entry', 100],
    ['beyond the entry', 98],
  ])('counts the whole range of a candle that opens %s', (_name, openPrice) => {
    expect(judgeCandle(filled(side), candle(0, [openPrice, 111, 97, 101], side), RULES)).toMatchObject({ reason: 'take-profit', price: on(side, 110), ambiguous: false });
  });

  it('has no blind window: the next candle is judged like any other', () => {
    expect(judgeCandle(filled(side), candle(1, [102, 111, 99, 101], side), RULES)).toMatchObject({ reason: 'take-profit', ambiguous: false });
  });

  it('does not doubt the first candle of an entry that did not wait', () => {
    expect(judgeCandle(position(side), candle(0, [102, 111, 99, 101], side), RULES)).toMatchObject({ reason: 'take-profit', ambiguous: false });
  });
});
