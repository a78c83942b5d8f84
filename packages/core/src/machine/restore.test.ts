import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../units.ts';
import { candle, live, minute, on, RULES, settle, tickAt } from './machine.fixture.ts';
import { restorePosition, restoreScheduled, type StoredSignal } from './restore.ts';
import type { Rules } from './rules.ts';

const TOLD: Rules = { ...RULES, partials: { profitFracs: [0.1, 0.5], lossFracs: [0.4] } };

const stored = (side: 'long' | 'short' = 'long', over: Partial<StoredSignal> = {}): StoredSignal => ({
  id: 's1', side, entryPrice: 100, takeProfitPrice: on(side, 110), stopLossPrice: on(side, 95), lifetimeMinutes: 60, createdAtMs: minute(0), openedAtMs: minute(3), ...over,
});

describe.each(['long', 'short'] as const)('a %s position after a restart', (side) => {
  it('goes on as if nothing had been: target, stop and time are where they were', () => {
    const { state, warnings } = restorePosition(stored(side), minute(30), RULES);
    expect(warnings).toEqual([]);
    expect(state).toMatchObject({ kind: 'active', position: { openedAtMs: minute(3), expiresAtMs: minute(63) } });
    expect(live(state, [candle(40, [100, 111, 99, 110], side)]).events).toMatchObject([{ kind: 'closed', trade: { reason: 'take-profit' } }]);
    expect(live(state, [candle(40, [100, 100, 94, 96], side)]).events).toMatchObject([{ kind: 'closed', trade: { reason: 'stop-loss' } }]);
    expect(settle(state, tickAt(63)).events).toMatchObject([{ kind: 'closed', trade: { reason: 'time-expired' } }]);
  });

  it('tells no partial level again', () => {
    const { state } = restorePosition(stored(side, { profitLevels: 1 }), minute(30), TOLD);
    expect(live(state, [candle(40, [101, 106, 101, 105], side)], TOLD).events).toMatchObject([{ kind: 'partial', levelFrac: 0.5 }]);
  });

  it('is not judged by limits that came after it', () => {
    const strict: Rules = { ...RULES, limits: { minTakeProfitFrac: 0.5, minStopLossFrac: 0.4, maxStopLossFrac: 0.41, maxLifetimeMinutes: 1 } };
    expect(restorePosition(stored(side), minute(30), strict).state.kind).toBe('active');
  });
});

describe('rows of old stores', () => {
  it('may have null for a note', () => {
    expect(restorePosition(stored('long', { note: null as unknown as string }), minute(30), RULES).state.position.plan.note).toBe('');
  });

  it.each([
    ['no opening: it is taken from its making', { openedAtMs: undefined }, minute(0)],
    ['an opening that is no number', { openedAtMs: Number.NaN }, minute(0)],
    ['neither: it begins now, and so expires', { openedAtMs: undefined, createdAtMs: undefined }, minute(30)],
  ])('with %s', (_what, over, openedAtMs) => {
    const { state, warnings } = restorePosition(stored('long', over), minute(30), RULES);
    expect(state.position).toMatchObject({ openedAtMs, expiresAtMs: openedAtMs + 60 * MINUTE_MS });
    expect(warnings).toEqual([expect.stringContaining('Signal s1 has no openedAtMs')]);
  });

  it.each([
    ['no side', { side: 'up' as 'long' }, 'side'],
    ['no entry', { entryPrice: undefined as unknown as number }, 'entryPrice'],
    ['a target on the wrong side', { takeProfitPrice: 99 }, 'takeProfitPrice'],
    ['a stop that is no number', { stopLossPrice: Number.NaN }, 'stopLossPrice'],
    ['no lifetime', { lifetimeMinutes: 0 }, 'lifetimeMinutes'],
  ])('with %s are refused, and the message says what is wrong', (_what, over, field) => {
    for (const restore of [restorePosition, restoreScheduled]) {
      expect(() => restore(stored('long', over), minute(30), RULES)).toThrow(expect.objectContaining({ code: 'restore/signal', message: expect.stringContaining(field) }));
    }
  });
});

it.each([null, undefined, 5, 'x', []])('what is no row at all is refused in the same way: %j', (row) => {
  for (const restore of [restorePosition, restoreScheduled]) {
    expect(() => restore(row as unknown as StoredSignal, minute(30), RULES)).toThrow(expect.objectContaining({ code: 'restore/signal' }));
  }
});

describe('an entry that waited before a restart', () => {
  it('waits on, for as long as it had left', () => {
    const { state } = restoreScheduled(stored('long', { openedAtMs: undefined }), minute(100), RULES);
    expect(state).toMatchObject({ kind: 'scheduled', expiresAtMs: minute(120), orderId: null });
    expect(settle(state, tickAt(120)).events).toMatchObject([{ kind: 'cancelled', reason: 'timeout' }]);
    expect(live(state, [candle(110, [101, 101, 99, 100])]).events).toMatchObject([{ kind: 'opened', atMs: minute(110) }]);
  });

  it('made nobody knows when waits from now on, with a warning', () => {
    const { state, warnings } = restoreScheduled(stored('long', { createdAtMs: undefined }), minute(100), RULES);
    expect([state.expiresAtMs, warnings]).toEqual([minute(220), [expect.stringContaining('createdAtMs')]]);
  });
});
