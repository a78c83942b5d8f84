import { describe, expect, it } from 'vitest';
import { cancelled, closed, minute, open, scheduled } from '../machine/machine.fixture.ts';
import { IDLE } from '../signal/state.ts';
import { stillEvent } from './still-event.ts';

const stamps = { atMs: minute(3), knownAtMs: minute(3), price: 105 };

describe('an instant at which nothing happened', () => {
  it.each([
    ['idle', IDLE, { kind: 'idle' }],
    ['waiting for an entry', scheduled(), { kind: 'waiting', plan: scheduled().plan }],
    ['opened', open(), { kind: 'active', position: open().position, toTakeProfitFrac: 0.5, toStopLossFrac: 0 }],
    ['active', open('short', {}, 'active'), { kind: 'active', position: open('short').position, toTakeProfitFrac: 0, toStopLossFrac: 1 }],
  ])('is told while %s', (_name, state, event) => {
    expect(stillEvent(state, 'candle-range', minute(3), 105)).toEqual({ ...event, ...stamps });
  });

  it.each([
    ['a signal was scheduled', scheduled(), minute(0)],
    ['a position was opened', open(), minute(0)],
  ])('is not told at the very instant %s', (_name, state, nowMs) => {
    expect(stillEvent(state, 'candle-range', nowMs, 105)).toBeNull();
  });

  it.each([['a position was closed', closed()], ['a signal was cancelled', cancelled()]])('is told as idle after %s, until the strategy is asked again', (_name, state) => {
    expect(stillEvent(state, 'vwap', minute(5), 105)).toMatchObject({ kind: 'idle', atMs: minute(5) });
    expect(stillEvent(state, 'candle-range', minute(5), 105)).toMatchObject({ kind: 'idle', atMs: minute(5) });
  });

  it.each([['a position was closed', closed()], ['a signal was cancelled', cancelled()]])('is not told where %s, if the VWAP decided: its instant is used up', (_name, state) => {
    expect(stillEvent(state, 'vwap', minute(4), 105)).toBeNull();
    expect(stillEvent(state, 'candle-range', minute(4), 105)).toMatchObject({ kind: 'idle' });
  });
});
