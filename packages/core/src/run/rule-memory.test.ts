import { describe, expect, it } from 'vitest';
import type { RiskEvent, RiskRule } from '../ports/risk-rule.ts';
import type { Plan } from '../signal/signal.ts';
import type { Trade } from '../signal/trade.ts';
import { Admission } from './admission.ts';
import { PositionBook } from './position-book.ts';
import { checkRiskRules, foldStates, stateOf } from './rule-memory.ts';
import { eventsOf, run, Scripted, signal } from './run.fixture.ts';

const plan: Plan = { id: 'a', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60_000, note: '', createdAtMs: 5, waits: false };
const fill = (price: number) => ({ orderId: 'o', atMs: 6, quotedPrice: price, price, quantity: 3, feeFrac: 0.01 });
const trade: Trade = { plan, entry: fill(100), exit: fill(90), openedAtMs: 6, closedAtMs: 9, reason: 'stop-loss', reasonText: null, ambiguous: false, truncated: false, pnlFrac: -0.1, pnlLowFrac: -0.1, pnlHighFrac: -0.1, maeFrac: 0, mfeFrac: 0 };
const reset: RiskEvent = { kind: 'reset', nowMs: 1, equityQuote: null, ruleName: null };
const counter = (name: string): RiskRule<number> => ({ name, initial: 0, judge: (_request, state) => (state < 2 ? { allowed: true } : { allowed: false, reason: `${state} were enough` }), fold: (state, { kind }) => (kind === 'reserved' ? state + 1 : state) });

describe('what rules remember', () => {
  it('begins as each of them says', () => {
    expect([stateOf({}, counter('a')), stateOf({ a: 3 }, counter('a')), stateOf({ a: 3 }, { name: 'toString', judge: () => ({ allowed: true }) })]).toEqual([0, 3, undefined]);
  });

  it('is the same object where nobody has learnt anything', () => {
    const states = { a: 3 };
    expect(foldStates([counter('a'), { name: 'b', judge: () => ({ allowed: true }) }], states, reset)).toBe(states);
  });

  it.each<[string, () => unknown]>([['throws', () => JSON.parse('{')], ['gives what is no JSON', () => new Set()]])('of a rule that %s ends a backtest with whose it is', async (_what, fold) => {
    const rule: RiskRule = { name: 'clumsy', judge: () => ({ allowed: true }), fold };
    await expect(eventsOf(run({ strategy: new Scripted({ 1: () => signal() }), risk: [rule] }))).rejects.toMatchObject({ name: 'InputError', code: 'risk/fold', message: expect.stringContaining('Risk rule clumsy could not learn what was reserved at 2024-01-01T00:01:00.000Z') });
  });

  it('stays as it was where a rule cannot learn and somebody hears of that: others learn', () => {
    const faults: string[] = [];
    const clumsy: RiskRule = { name: 'a', judge: () => ({ allowed: true }), fold: () => undefined };
    const other: RiskRule<number> = { name: 'b', initial: 0, judge: () => ({ allowed: true }), fold: (state) => state + 1 };
    expect(foldStates([clumsy, other], { a: 3 }, reset, ({ code }) => faults.push(code))).toEqual({ a: 3, b: 1 });
    expect(faults).toEqual(['risk/fold']);
  });

  it('of a rule made of others is told of by the name of the one that cannot learn', () => {
    const inner: RiskRule = { name: 'inner', judge: () => ({ allowed: true }), fold: () => undefined };
    const outer: RiskRule = { name: 'outer', initial: {}, judge: () => ({ allowed: true }), fold: (state, event) => foldStates([{ ...inner, initial: 0 }], state as Record<string, unknown>, event) };
    expect(() => foldStates([outer], {}, reset)).toThrow(/^Risk rule inner could not learn what was reset/);
  });

  it('is kept apart by name, and shared by the runs of a book', () => {
    const book = new PositionBook();
    const rules = [counter('a'), counter('b')];
    const asked = (symbol: string): unknown => {
      let verdict: unknown;
      const parts = { symbol, strategyName: 's', exchangeName: 'e', rules, sizer: undefined, book };
      const one = new Admission(parts);
      void one.judge({ plan: { ...plan, id: symbol }, at: 'creation', price: 100, nowMs: 7, atMs: 6 }, (given) => {
        verdict = given;
        if (given.allowed) one.placing(7);
        return undefined;
      });
      return verdict;
    };
    expect([asked('x'), asked('y'), asked('z')]).toEqual([{ allowed: true, quantity: 1 }, { allowed: true, quantity: 1 }, { allowed: false, reason: '2 were enough' }]);
    expect(book.states).toEqual({ a: 2, b: 2 });
  });

  it('hears nothing of what was let in and came to nothing before its entry was placed', () => {
    const heard: RiskEvent[] = [];
    const rule: RiskRule = { name: 'ear', judge: () => ({ allowed: true }), fold: (state, event) => (heard.push(event), state) };
    const admission = new Admission({ symbol: 'BTC', strategyName: 's', exchangeName: 'e', rules: [rule], sizer: undefined });
    void admission.judge({ plan: { ...plan }, at: 'creation', price: 100, nowMs: 7, atMs: 6 }, () => undefined);
    admission.release(plan);
    admission.placing(8);
    expect(heard).toEqual([]);
  });

  it('hears of entries and of results in money', () => {
    const heard: RiskEvent[] = [];
    const rule: RiskRule = { name: 'ear', judge: () => ({ allowed: true }), fold: (state, event) => (heard.push(event), state) };
    const admission = new Admission({ symbol: 'BTC', strategyName: 's', exchangeName: 'e', rules: [rule], sizer: { name: 'three', size: () => 3 } });
    void admission.judge({ plan: { ...plan }, at: 'creation', price: 100, nowMs: 7, atMs: 6 }, () => undefined);
    expect(heard).toEqual([]);
    admission.placing(7);
    admission.placing(8);
    admission.closed(trade, 10);
    const position = { symbol: 'BTC', strategyName: 's', exchangeName: 'e', plan, quantity: 3, openedAtMs: 6 };
    expect(heard).toEqual([
      { kind: 'reserved', nowMs: 7, equityQuote: null, position },
      { kind: 'closed', nowMs: 10, equityQuote: null, position, trade, netQuote: -30 - 3 - 2.7 },
    ]);
    expect(admission.held).toBeNull();
  });

  it('cannot be changed through what rules are shown', () => {
    let reason: unknown;
    const spoil: RiskRule = { name: 'spoil', judge: ({ activePositions }) => {
      if (activePositions.length > 0) (activePositions[0]!.plan as { entryPrice: number }).entryPrice = 1;
      return { allowed: true };
    } };
    const admission = new Admission({ symbol: 'BTC', strategyName: 's', exchangeName: 'e', rules: [spoil], sizer: undefined });
    for (const id of ['a', 'b']) void admission.judge({ plan: { ...plan, id }, at: 'creation', price: 100, nowMs: 7, atMs: 6 }, (verdict) => void (reason = verdict) as undefined);
    expect(reason).toMatchObject({ allowed: false, reason: expect.stringContaining('spoil failed: Cannot assign to read only property') });
    expect(admission.held).toMatchObject({ plan: { id: 'a', entryPrice: 100 } });
  });
});

describe('rules that judge together', () => {
  it('have names of their own', () => {
    expect(() => checkRiskRules([counter('a'), counter('a')], true)).toThrow(expect.objectContaining({ code: 'risk/name', message: expect.stringContaining('called a') }));
  });

  it('have the money they measure against', () => {
    const rule: RiskRule = { name: 'daily-loss', needsAccount: true, judge: () => ({ allowed: true }) };
    expect(() => checkRiskRules([rule], false)).toThrow(expect.objectContaining({ code: 'risk/capital', message: expect.stringContaining('daily-loss') }));
    checkRiskRules([rule, counter('a')], true);
  });
});
