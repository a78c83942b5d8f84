import { describe, expect, it } from 'vitest';
import { cooldown } from './cooldown.ts';
import { after, closed, HOUR, MINUTE, mistaken, MONDAY_MS, reasonOf, reserved, reset } from './risk.fixture.ts';

const loss = closed(MONDAY_MS, -5, { reason: 'time-expired' });
const stop = closed(MONDAY_MS, -5);

describe('a cooldown', () => {
  const rule = cooldown({ afterLossMs: HOUR });

  it('pauses a symbol after a loss, up to the very instant', () => {
    const state = after(rule, [loss]);
    expect(reasonOf(rule, { nowMs: MONDAY_MS + HOUR - 1 }, state)).toBe('refused by cooldown: BTCUSDT pauses until 2024-01-01T01:00:00.000Z');
    expect(reasonOf(rule, { nowMs: MONDAY_MS + HOUR }, state)).toBeNull();
    expect(reasonOf(rule, { symbol: 'ETHUSDT' }, state)).toBeNull();
  });

  it('counts from when a loss is known, which for a candle is its end: the frame after a stop is kept out by a pause of a minute', () => {
    const minute = cooldown({ afterStopMs: MINUTE });
    const known = after(minute, [{ ...stop, nowMs: MONDAY_MS + MINUTE }]);
    expect(reasonOf(minute, { nowMs: MONDAY_MS + MINUTE }, known)).toContain('pauses until 2024-01-01T00:02:00.000Z');
    expect(reasonOf(minute, { nowMs: MONDAY_MS + 2 * MINUTE }, known)).toBeNull();
  });

  it.each([
    ['a gain', closed(MONDAY_MS, 5)],
    ['a trade that won nothing', closed(MONDAY_MS, 0)],
    ['an opening', reserved(MONDAY_MS)],
  ])('does not come from %s', (_name, event) => {
    expect(after(rule, [event])).toBe(rule.initial);
  });

  it('can pause after stops only, also those that have won', () => {
    const stops = cooldown({ afterStopMs: HOUR });
    expect(after(stops, [loss])).toBe(stops.initial);
    expect(reasonOf(stops, {}, after(stops, [stop]))).toContain('pauses');
    expect(reasonOf(stops, {}, after(stops, [closed(MONDAY_MS, 5, { reason: 'stop-loss' })]))).toContain('pauses');
  });

  it('takes the longer of two pauses, and never shortens one', () => {
    const both = cooldown({ afterLossMs: 10 * MINUTE, afterStopMs: HOUR });
    const state = after(both, [stop, closed(MONDAY_MS + MINUTE, -5, { reason: 'time-expired' })]);
    expect(state).toEqual({ untilMs: { BTCUSDT: MONDAY_MS + HOUR } });
  });

  it('can pause the strategy, or everything', () => {
    const strategy = cooldown({ afterLossMs: HOUR, per: 'strategy' });
    expect(reasonOf(strategy, { symbol: 'ETHUSDT' }, after(strategy, [loss]))).toContain('strategy trend pauses');
    expect(reasonOf(strategy, { strategyName: 'range' }, after(strategy, [loss]))).toBeNull();
    const all = cooldown({ afterLossMs: HOUR, per: 'all' });
    expect(reasonOf(all, { symbol: 'ETHUSDT', strategyName: 'range' }, after(all, [loss]))).toContain('all pauses');
  });

  it('forgets pauses that are over, and all of them when reset', () => {
    const state = after(rule, [loss, closed(MONDAY_MS + 2 * HOUR, -5, { symbol: 'ETHUSDT' })]);
    expect(state).toEqual({ untilMs: { ETHUSDT: MONDAY_MS + 3 * HOUR } });
    expect(after(rule, [reset()], state)).toEqual({ untilMs: {} });
  });

  it('takes any name for a symbol', () => {
    const state = after(rule, [closed(MONDAY_MS, -5, { symbol: '__proto__' })]);
    expect(reasonOf(rule, { symbol: '__proto__' }, JSON.parse(JSON.stringify(state)))).toContain('__proto__ pauses');
    expect(reasonOf(rule, { symbol: 'constructor' }, state)).toBeNull();
  });

  it('needs a pause', () => {
    expect(() => cooldown({})).toThrow(mistaken('risk/window', 'it would never pause'));
    for (const ms of [0, -1, NaN]) {
      expect(() => cooldown({ afterLossMs: ms })).toThrow(mistaken('risk/window', 'cooldown: afterLossMs'));
      expect(() => cooldown({ afterStopMs: ms })).toThrow(mistaken('risk/window', 'cooldown: afterStopMs'));
    }
    expect(() => cooldown({ afterLossMs: 1, per: 'sector' as never })).toThrow(mistaken('risk/option', 'per must be symbol or strategy or all'));
  });
});
