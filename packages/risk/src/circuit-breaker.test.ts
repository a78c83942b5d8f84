import { describe, expect, it } from 'vitest';
import { circuitBreaker } from './circuit-breaker.ts';
import { after, closed, HOUR, MINUTE, mistaken, MONDAY_MS, reasonOf, reserved, reset } from './risk.fixture.ts';

const lossAt = (minute: number) => closed(MONDAY_MS + minute * MINUTE, -5);
const winAt = (minute: number) => closed(MONDAY_MS + minute * MINUTE, 5);

describe('a circuit breaker on losses in a row', () => {
  const rule = circuitBreaker({ losses: 3 });

  it('trips at the last of them, for good', () => {
    expect(reasonOf(rule, {}, after(rule, [lossAt(0), lossAt(1)]))).toBeNull();
    const tripped = after(rule, [lossAt(0), lossAt(1), lossAt(2)]);
    expect(reasonOf(rule, { nowMs: MONDAY_MS + 1e12 }, tripped)).toBe('refused by circuit-breaker: 3 losses in a row at 2024-01-01T00:02:00.000Z, nothing more until it is reset');
    expect(after(rule, [winAt(3), lossAt(4), reserved(MONDAY_MS)], tripped)).toBe(tripped);
  });

  it('counts anew after any trade that has not lost', () => {
    expect(reasonOf(rule, {}, after(rule, [lossAt(0), lossAt(1), winAt(2), lossAt(3), lossAt(4)]))).toBeNull();
    expect(reasonOf(rule, {}, after(rule, [lossAt(0), lossAt(1), closed(MONDAY_MS, 0), lossAt(3)]))).toBeNull();
    expect(after(rule, [winAt(0)])).toBe(rule.initial);
  });

  it('is reset by hand', () => {
    const tripped = after(rule, [lossAt(0), lossAt(1), lossAt(2)]);
    expect(after(rule, [reset('another')], tripped)).toBe(tripped);
    const begun = after(rule, [reset('circuit-breaker')], tripped);
    expect(reasonOf(rule, {}, begun)).toBeNull();
    expect(reasonOf(rule, {}, after(rule, [lossAt(3), lossAt(4)], begun))).toBeNull();
  });
});

describe('a circuit breaker on losses within a time', () => {
  const rule = circuitBreaker({ losses: 2, withinMs: HOUR, resetAfterMs: 30 * MINUTE });

  it('counts them also where others won in between, up to the edge of the window', () => {
    expect(reasonOf(rule, { nowMs: MONDAY_MS + 59 * MINUTE }, after(rule, [lossAt(0), winAt(1), lossAt(59)]))).toBe('refused by circuit-breaker: 2 losses within 1 h at 2024-01-01T00:59:00.000Z, nothing more until 2024-01-01T01:29:00.000Z');
    expect(after(rule, [lossAt(0), lossAt(60)])).toEqual({ lossesAtMs: [MONDAY_MS + HOUR], trippedAtMs: null });
  });

  it('is reset by time, and begins with none', () => {
    const tripped = after(rule, [lossAt(0), lossAt(1)]);
    expect(reasonOf(rule, { nowMs: MONDAY_MS + 31 * MINUTE - 1 }, tripped)).toContain('2 losses');
    expect(reasonOf(rule, { nowMs: MONDAY_MS + 31 * MINUTE }, tripped)).toBeNull();
    expect(after(rule, [lossAt(31)], tripped)).toEqual({ lossesAtMs: [MONDAY_MS + 31 * MINUTE], trippedAtMs: null });
    expect(after(rule, [winAt(31)], tripped)).toEqual({ lossesAtMs: [], trippedAtMs: null });
  });

  it('remembers no more than it needs', () => {
    const many = circuitBreaker({ losses: 5, withinMs: HOUR, resetAfterMs: 1 });
    const state = after(many, Array.from({ length: 10_000 }, (_, i) => lossAt(i * 7)));
    expect(JSON.stringify(state).length).toBeLessThan(200);
  });
});

describe('a circuit breaker', () => {
  it('refuses with a memory that it cannot read', () => {
    const rule = circuitBreaker({ losses: 1 });
    for (const foreign of [{}, { lossesAtMs: [] }, { lossesAtMs: [], trippedAtMs: 'x' }]) expect(reasonOf(rule, {}, foreign)).toContain('cannot be read');
    expect(reasonOf(rule, { nowMs: MONDAY_MS }, after(rule, [lossAt(0)]))).toContain('1 loss in a row');
  });

  it('needs numbers that can be', () => {
    for (const losses of [0, 2.5, NaN]) expect(() => circuitBreaker({ losses })).toThrow(mistaken('risk/limit', 'circuit-breaker: losses'));
    expect(() => circuitBreaker({ losses: 1, withinMs: 0 })).toThrow(mistaken('risk/window', 'withinMs'));
    expect(() => circuitBreaker({ losses: 1, resetAfterMs: -1 })).toThrow(mistaken('risk/window', 'resetAfterMs'));
  });
});
