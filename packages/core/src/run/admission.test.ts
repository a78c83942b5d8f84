import { describe, expect, it } from 'vitest';
import type { RiskRequest, RiskRule, RiskVerdict } from '../ports/risk-rule.ts';
import type { Sizer } from '../ports/sizer.ts';
import type { Plan } from '../signal/signal.ts';
import { Admission } from './admission.ts';

const plan = (id: string): Plan => ({ id, side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60_000, note: '', createdAtMs: 5, waits: false });
const question = (id = 'a'): Pick<RiskRequest, 'plan' | 'at' | 'price' | 'nowMs'> => ({ plan: plan(id), at: 'creation', price: 101, nowMs: 7 });
const yes: RiskVerdict = { allowed: true };
const no = (reason: string): RiskVerdict => ({ allowed: false, reason });
const rule = (judge: RiskRule['judge']): RiskRule => ({ name: 'rule', judge });
const sizer = (size: Sizer['size']): Sizer => ({ name: 'kelly', size });

function admission(rules: readonly RiskRule[] = [], size?: Sizer): Admission {
  return new Admission({ symbol: 'BTC/USDT', strategyName: 's', exchangeName: 'e', rules, sizer: size });
}

describe('an admission', () => {
  it('without rules and sizer is one unit, at once', () => {
    expect(admission().judge(question())).toEqual({ allowed: true, quantity: 1 });
  });

  it('asks each rule in turn until one says no', () => {
    const asked: number[] = [];
    const rules = [yes, no('second'), no('third')].map((verdict, i) => rule(() => (asked.push(i), verdict)));
    expect([admission(rules).judge(question()), asked]).toEqual([no('second'), [0, 1]]);
  });

  it.each([
    ['at the first', [Promise.resolve(no('later')), yes], no('later')],
    ['at the second', [yes, Promise.resolve(no('later'))], no('later')],
    ['at both', [Promise.resolve(yes), Promise.resolve(yes)], { allowed: true, quantity: 1 }],
  ])('waits for rules that take their time %s', async (_name, verdicts, expected) => {
    expect(await admission(verdicts.map((verdict) => rule(() => verdict))).judge(question())).toEqual(expected);
  });

  it('is no promise as long as nothing asked is one', () => {
    expect(admission([rule(() => yes)], sizer(() => 2)).judge(question())).toEqual({ allowed: true, quantity: 2 });
  });

  it('tells rules who asks, what, when and at which price', () => {
    let seen: RiskRequest | undefined;
    void admission([rule((request) => ((seen = request), yes))]).judge(question());
    expect(seen).toEqual({ ...question(), symbol: 'BTC/USDT', strategyName: 's', exchangeName: 'e', activePositions: [] });
  });

  it('reserves a slot that the next question sees', () => {
    let seen: readonly object[] = [];
    const one = admission([rule(({ activePositions }) => ((seen = activePositions), yes))]);
    void one.judge(question('a'));
    void one.judge(question('b'));
    expect(seen).toEqual([{ symbol: 'BTC/USDT', strategyName: 's', exchangeName: 'e', plan: plan('a'), openedAtMs: 7 }]);
  });

  it.each([
    ['refused by a rule', (id: string) => (id === 'a' ? no('x') : yes), () => 1],
    ['refused for its size', () => yes, (id: string) => (id === 'a' ? 0 : 1)],
  ])('reserves nothing for a plan %s', (_name, judge, size) => {
    const counts: number[] = [];
    const one = admission([rule(({ activePositions, plan: { id } }) => (counts.push(activePositions.length), judge(id)))], sizer(({ plan: { id } }) => size(id)));
    void one.judge(question('a'));
    void one.judge(question('b'));
    expect(counts).toEqual([0, 0]);
  });

  it('gives a released slot back', () => {
    const counts: number[] = [];
    const one = admission([rule(({ activePositions }) => (counts.push(activePositions.length), yes))]);
    void one.judge(question('a'));
    one.release(plan('b'));
    void one.judge(question('c'));
    one.release(plan('a'));
    one.release(plan('c'));
    void one.judge(question('d'));
    expect(counts).toEqual([0, 1, 0]);
  });
});

describe('a size', () => {
  it('is asked for only when the rules agree', () => {
    let asked = 0;
    void admission([rule(() => no('x'))], sizer(() => ++asked)).judge(question());
    expect(asked).toBe(0);
  });

  it('may take its time', async () => {
    expect(await admission([], sizer(() => Promise.resolve(3))).judge(question())).toEqual({ allowed: true, quantity: 3 });
  });

  it('knows symbol, plan, price and time', () => {
    let seen: unknown;
    void admission([], sizer((request) => ((seen = request), 1))).judge(question());
    expect(seen).toEqual({ symbol: 'BTC/USDT', plan: plan('a'), price: 101, nowMs: 7 });
  });

  it.each([0, -1, NaN, Infinity])('of %s is a refusal that names who gave it', (size) => {
    expect(admission([], sizer(() => size)).judge(question())).toEqual({ allowed: false, reason: `kelly gave the size ${size}` });
  });

  it('that is no good after a while is a refusal too', async () => {
    expect(await admission([], sizer(() => Promise.resolve(0))).judge(question())).toMatchObject({ allowed: false });
  });
});

describe('whoever cannot judge has not allowed', () => {
  const plan = { id: 'p', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 90, lifetimeMs: 60_000, note: '', createdAtMs: 0, waits: false } as const;
  const question = { plan, at: 'creation', price: 100, nowMs: 0 } as const;
  const boom = (): never => {
    throw new Error('boom');
  };
  const rule = (judge: () => unknown) => ({ rules: [{ name: 'r', judge: judge as () => { allowed: true } }], sizer: undefined });
  const sizer = (size: () => unknown) => ({ rules: [], sizer: { name: 's', size: size as () => number } });
  it.each([
    ['a rule that throws', rule(boom), 'r failed: boom'],
    ['a rule that rejects', rule(() => Promise.reject(new Error('boom'))), 'r failed: boom'],
    ['a rule that says nothing', rule(() => undefined), 'r gave no verdict'],
    ['a rule that says nothing later', rule(() => Promise.resolve()), 'r gave no verdict'],
    ['a sizer that throws', sizer(boom), 's failed: boom'],
    ['a sizer that rejects', sizer(() => Promise.reject(new Error('boom'))), 's failed: boom'],
    ['a sizer that gives no number', sizer(() => Number.NaN), 's gave the size NaN'],
  ])('%s', async (_what, parts, reason) => {
    const admission = new Admission({ symbol: 'X', strategyName: 's', exchangeName: 'e', ...parts });
    expect(await admission.judge(question)).toEqual({ allowed: false, reason });
  });
});
