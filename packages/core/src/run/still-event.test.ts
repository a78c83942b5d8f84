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
    expect(stillEvent(state, minute(3), 105)).toEqual({ ...event, ...stamps });
  });

  it.each([
    ['a signal was scheduled', scheduled(), minute(0)],
    ['a position was opened', open(), minute(0)],
    ['a position was closed', closed(), minute(4)],
    ['a signal was cancelled', cancelled(), minute(4)],
  ])('is not told at the very instant %s', (_name, state, nowMs) => {
    expect(stillEvent(state, nowMs, 105)).toBeNull();
  });
});
