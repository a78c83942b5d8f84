import type { RiskRule } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { compose } from './compose.ts';
import { correlation } from './correlation.ts';
import { maxExposure } from './max-exposure.ts';
import { maxOpenPositions } from './max-open-positions.ts';
import { maxPositionCapital } from './max-position-capital.ts';
import { maxSignals } from './max-signals.ts';
import { portfolioStop } from './portfolio-stop.ts';
import { accountOf, after, closed, HOUR, mistaken, MONDAY_MS, positionOf, reasonOf, requestOf, reserved, reset, stopped, worth } from './risk.fixture.ts';

const signals = maxSignals({ max: 1, windowMs: HOUR });
const stop = portfolioStop({ maxDrawdownFrac: 0.1 });
const low = accountOf({ equityQuote: 8000 });

describe('rules that are composed', () => {
  it.each([['a number', () => 5], ['a promise', () => Promise.resolve('enough')], ['a promise that fails', () => Promise.reject(new Error('late'))]])('close nothing because one of them gives %s in place of a reason', (_what, watch) => {
    const odd: RiskRule = { name: 'odd', judge: () => ({ allowed: true }), watch: watch as unknown as NonNullable<RiskRule['watch']> };
    expect(() => compose('house', [odd]).watch!(low, MONDAY_MS, {})).toThrow(/^odd must give a reason or null at once, not (number|object)$/);
  });

  it('judge in order: the first no wins', () => {
    const rule = compose('house', [maxOpenPositions({ max: 1 }), maxPositionCapital({ maxFrac: 0.001 })]);
    expect(reasonOf(rule, { activePositions: [positionOf()] })).toContain('refused by max-open-positions');
    expect(reasonOf(rule)).toContain('refused by max-position-capital');
    expect(reasonOf(compose('none', []))).toBeNull();
  });

  it('hand on what the one before has left', () => {
    const rule = compose('house', [maxPositionCapital({ maxFrac: 0.2, onExcess: 'reduce' }), maxExposure({ maxFrac: 0.3, per: 'all' })]);
    expect(reasonOf(rule, { quantity: 50 })).toBe(20);
    expect(reasonOf(rule, { quantity: 50, activePositions: [positionOf({ quantity: 15 })] })).toContain('all 35 % > 30 %');
    expect(reasonOf(rule, { quantity: 5 })).toBeNull();
  });

  it('never allow more than was asked for, whatever one of them says', () => {
    const generous: RiskRule = { name: 'generous', judge: () => ({ allowed: true, maxQuantity: 1000 }) };
    expect(reasonOf(compose('house', [generous, maxPositionCapital({ maxFrac: 0.2 })]), { quantity: 5 })).toBeNull();
  });

  it('remember each for itself, and the same object where nothing has changed', () => {
    const rule = compose('house', [signals, stop]);
    const state = after(rule, [reserved(MONDAY_MS)]);
    expect(state).toEqual({ 'max-signals': { atMs: [MONDAY_MS] } });
    expect(after(rule, [closed(MONDAY_MS, 5)], state)).toBe(state);
    expect(reasonOf(rule, {}, state)).toContain('refused by max-signals');
  });

  it('are reset together, by the name of the whole or one by one', () => {
    const rule = compose('house', [signals, stop]);
    const state = after(rule, [reserved(MONDAY_MS), stopped('house', 'portfolio-stop: drawdown')]);
    for (const ruleName of [null, 'house']) expect(reasonOf(rule, {}, after(rule, [reset(ruleName)], state))).toBeNull();
    expect(reasonOf(rule, {}, after(rule, [reset('max-signals')], state))).toContain('refused by portfolio-stop');
    expect(after(rule, [reset('another')], state)).toBe(state);
  });

  it('have everything closed by the first reason, and only the rule that gave it has stopped', () => {
    const floor = portfolioStop({ name: 'floor', maxLossFrac: 0.5 });
    const rule = compose('house', [floor, compose('stops', [stop])]);
    expect(rule.watch!(accountOf(), MONDAY_MS, rule.initial)).toBeNull();
    const reason = rule.watch!(low, MONDAY_MS, rule.initial)!;
    expect(reason).toBe('stops: portfolio-stop: drawdown 20 % ≥ 10 %: equity 8000 of 10000');
    const state = after(rule, [worth(8000, stopped('house', reason))]);
    expect(state).toEqual({ stops: { 'portfolio-stop': { stoppedAtMs: MONDAY_MS, anchor: { equityQuote: 8000 }, closedAtMs: null } } });
    expect(reasonOf(rule, {}, state)).toContain('refused by portfolio-stop: stopped');
    expect(compose('calm', [signals]).watch).toBeUndefined();
  });

  it('do not take the stop of another rule for theirs that is called alike', () => {
    const rule = compose('house', [stop]);
    expect(after(rule, [stopped('portfolio-stop', 'that of somebody else')])).toBe(rule.initial);
  });

  it('are synchronous unless one of them is not', async () => {
    const slow: RiskRule = { name: 'slow', judge: async ({ quantity }) => ({ allowed: true, maxQuantity: quantity / 2 }) };
    const never: RiskRule = { name: 'never', judge: async () => { throw new Error('no line'); } };
    const rule = compose('house', [slow, maxPositionCapital({ maxFrac: 0.2 })]);
    expect(await rule.judge(requestOf({ quantity: 30 }), rule.initial)).toEqual({ allowed: true, maxQuantity: 15 });
    expect(await rule.judge(requestOf({ quantity: 60 }), rule.initial)).toMatchObject({ allowed: false, reason: 'refused by max-position-capital: BTCUSDT 30 % > 20 %' });
    expect(await compose('house', [never]).judge(requestOf(), {})).toEqual({ allowed: false, reason: 'never failed: no line' });
  });

  it.each([
    ['throws', () => { throw new Error('broken'); }, 'odd failed: broken'],
    ['throws what cannot be shown', () => { throw Object.defineProperty(new Error('x'), 'message', { get: () => { throw new Error('y'); } }); }, 'odd failed: a value that cannot be shown'],
    ['says nothing', () => undefined, 'odd gave no verdict'],
    ['leaves nothing', () => ({ allowed: true, maxQuantity: 0 }), 'odd left the size 0'],
    ['leaves no number', () => ({ allowed: true, maxQuantity: NaN }), 'odd left the size NaN'],
  ])('refuse, as the engine does, where a rule %s', (_name, judge, reason) => {
    expect(reasonOf(compose('house', [{ name: 'odd', judge: judge as never }]))).toBe(reason);
  });

  it('ask each with a question of its own, whatever the one before has written into it', async () => {
    const forgetful: RiskRule = { name: 'forgetful', judge: (request) => (Object.assign(request, { activePositions: [], quantity: 1e-9, account: null }), { allowed: true }) };
    const slow: RiskRule = { ...forgetful, name: 'slow', judge: async (request) => forgetful.judge(request, undefined) };
    for (const rule of [forgetful, slow]) {
      const asked = requestOf({ quantity: 5, activePositions: [positionOf()] });
      const before = { ...asked };
      expect(await compose('house', [rule, maxOpenPositions({ max: 1 })]).judge(asked, {})).toMatchObject({ allowed: false, reason: 'refused by max-open-positions: all positions 2 > 1' });
      expect(await compose('house', [rule, maxPositionCapital({ maxFrac: 0.02, onExcess: 'reduce' })]).judge(asked, {})).toEqual({ allowed: true, maxQuantity: 2 });
      expect(asked).toEqual(before);
    }
  });

  it('look as far back as the one that looks furthest', () => {
    const alike = correlation({ interval: '1h', window: 20, threshold: 0.8 });
    const longer = correlation({ name: 'longer', interval: '1h', window: 48, threshold: 0.8 });
    const daily = correlation({ name: 'daily', interval: '1d', window: 10, threshold: 0.8 });
    expect(compose('house', [signals, longer, compose('inner', [alike, daily])]).history).toEqual({ '1h': 50, '1d': 12 });
    expect(compose('house', [signals]).history).toBeUndefined();
  });

  it('need an account if one of them does', () => {
    expect(compose('house', [signals, stop]).needsAccount).toBe(true);
    expect(compose('house', [signals]).needsAccount).toBeUndefined();
  });

  it('need names that tell them apart', () => {
    expect(() => compose('house', [signals, maxSignals({ max: 2, windowMs: 1 })])).toThrow(mistaken('risk/name', 'Two risk rules are called max-signals'));
    expect(() => compose('', [])).toThrow(mistaken('risk/name', 'compose: name'));
    expect(() => compose('house', [{ name: 'a: b', judge: () => ({ allowed: true }) }])).toThrow(mistaken('risk/name', 'house: name'));
  });

  it('refuse with a memory that they cannot read, until they are reset', () => {
    const rule = compose('house', [signals, stop]);
    for (const foreign of [null, 3, []]) {
      expect(reasonOf(rule, {}, foreign)).toContain('refused by house: what its rules remember cannot be read');
      expect(after(rule, [reserved(MONDAY_MS)], foreign)).toBe(foreign);
      expect(after(rule, [reset()], foreign)).toEqual({});
      expect(rule.watch!(low, MONDAY_MS, foreign)).toBeNull();
    }
    expect(reasonOf(rule, {}, { 'max-signals': 3 })).toContain('refused by max-signals: what it remembers cannot be read');
  });
});
