import { describe, expect, it } from 'vitest';
import { maxSignals } from './max-signals.ts';
import { after, closed, HOUR, MINUTE, mistaken, MONDAY_MS, reasonOf, reserved, reset } from './risk.fixture.ts';

describe('a maximum of signals in a sliding window', () => {
  const rule = maxSignals({ max: 2, windowMs: HOUR });
  const two = after(rule, [reserved(MONDAY_MS), reserved(MONDAY_MS + 10 * MINUTE)]);

  it('refuses one too many until the first is as old as the window', () => {
    expect(reasonOf(rule, {}, after(rule, [reserved(MONDAY_MS)]))).toBeNull();
    expect(reasonOf(rule, { nowMs: MONDAY_MS + 10 * MINUTE }, two)).toBe('refused by max-signals: signals within 1 h 3 > 2');
    expect(reasonOf(rule, { nowMs: MONDAY_MS + HOUR - 1 }, two)).toContain('3 > 2');
    expect(reasonOf(rule, { nowMs: MONDAY_MS + HOUR }, two)).toBeNull();
  });

  it('counts entries, not closes', () => {
    expect(after(rule, [closed(MONDAY_MS, 5)])).toBe(rule.initial);
  });

  it('remembers no more than it needs, however much happens', () => {
    const events = Array.from({ length: 10_000 }, (_, i) => reserved(MONDAY_MS + i));
    expect(after(rule, events)).toEqual({ atMs: [MONDAY_MS + 9998, MONDAY_MS + 9999] });
    expect(after(rule, [reserved(MONDAY_MS + HOUR)], two)).toEqual({ atMs: [MONDAY_MS + 10 * MINUTE, MONDAY_MS + HOUR] });
  });

  it('learns nothing where as many as it counts are placed at one instant', () => {
    const state = after(rule, [reserved(MONDAY_MS), reserved(MONDAY_MS)]);
    expect(after(rule, [reserved(MONDAY_MS)], state)).toBe(state);
  });

  it('keeps order where two processes are a little apart', () => {
    expect(after(rule, [reserved(MONDAY_MS + 5), reserved(MONDAY_MS)])).toEqual({ atMs: [MONDAY_MS, MONDAY_MS + 5] });
  });

  it('begins anew when it is reset, and only then', () => {
    expect(reasonOf(rule, {}, after(rule, [reset()], two))).toBeNull();
    expect(reasonOf(rule, {}, after(rule, [reset('max-signals')], two))).toBeNull();
    expect(after(rule, [reset('another')], two)).toBe(two);
    expect(after(rule, [reset()])).toBe(rule.initial);
  });

  it('refuses with a memory that it cannot read, and changes it only by a reset', () => {
    for (const foreign of [null, 3, 'x', [], {}, { atMs: 5 }, { atMs: ['x'] }]) {
      expect(reasonOf(rule, {}, foreign)).toBe('refused by max-signals: what it remembers cannot be read; reset the rule to begin anew');
      expect(after(rule, [reserved(MONDAY_MS)], foreign)).toBe(foreign);
      expect(after(rule, [reset()], foreign)).toEqual(rule.initial);
    }
    expect(rule.judge({} as never, undefined)).toEqual({ allowed: true });
  });

  it('needs a number and a window', () => {
    for (const max of [0, 1.5, NaN]) expect(() => maxSignals({ max, windowMs: HOUR })).toThrow(mistaken('risk/limit', 'max-signals: max'));
    for (const windowMs of [0, -1, NaN, Infinity]) expect(() => maxSignals({ max: 1, windowMs })).toThrow(mistaken('risk/window', 'max-signals: windowMs', 'milliseconds'));
  });
});
