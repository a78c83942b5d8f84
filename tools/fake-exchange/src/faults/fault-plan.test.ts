import { expect, test } from 'vitest';
import { FaultPlan } from './fault-plan.ts';
import type { FaultRule } from './rule.ts';

const KLINES = { path: '/api/v3/klines', symbol: 'BTCUSDT' };

function kinds(plan: FaultPlan, occasions: readonly { path: string; symbol?: string }[]): string {
  return occasions.map((occasion) => plan.request(occasion).fault?.kind ?? '-').join(' ');
}

function struck(rule: Omit<FaultRule, 'fault'>, times = 6): string {
  return kinds(new FaultPlan([{ fault: { kind: 'empty' }, ...rule }]), Array.from({ length: times }, () => KLINES));
}

test('a rule strikes always, the nth time, some times, or after some', () => {
  expect(struck({})).toBe('empty empty empty empty empty empty');
  expect(struck({ nth: 3 })).toBe('- - empty - - -');
  expect(struck({ nth: [1, 4] })).toBe('empty - - empty - -');
  expect(struck({ count: 2 })).toBe('empty empty - - - -');
  expect(struck({ after: 2, count: 3 })).toBe('- - empty empty empty -');
  expect(struck({ inARow: 2 })).toBe('empty empty - empty empty -');
  expect(struck({ probability: 0 })).toBe('- - - - - -');
});

test('a rule is for a path, those that begin alike, or a symbol', () => {
  const fault = { kind: 'garbage' } as const;
  const occasions = [KLINES, { path: '/api/v3/time' }, { path: '/fapi/v1/klines', symbol: 'ethusdt' }];
  expect(kinds(new FaultPlan([{ fault, path: '/api/v3/time' }]), occasions)).toBe('- garbage -');
  expect(kinds(new FaultPlan([{ fault, path: '/api/*' }]), occasions)).toBe('garbage garbage -');
  expect(kinds(new FaultPlan([{ fault, symbol: 'ETHUSDT' }]), occasions)).toBe('- - garbage');
});

test('of rules that fit, the first that has strikes left is used, and the others wait', () => {
  const plan = new FaultPlan([{ fault: { kind: 'empty' }, count: 1 }, { fault: { kind: 'garbage' }, count: 2 }]);
  expect(kinds(plan, [KLINES, KLINES, KLINES, KLINES])).toBe('empty garbage garbage -');
  expect([plan.struck(), plan.struck('garbage'), plan.struck('html')]).toEqual([3, 2, 0]);
});

test('faults of candles wait for a question for candles, faults of streams for a stream', () => {
  const plan = new FaultPlan([{ fault: { kind: 'duplicate' }, count: 1 }, { fault: { kind: 'stream-drop' }, count: 1 }, { fault: { kind: 'stream-refuse' }, count: 1 }]);
  expect(kinds(plan, [{ path: '/api/v3/time' }, KLINES, KLINES])).toBe('- duplicate -');
  expect([plan.event({ path: '/ws' })?.kind, plan.event({ path: '/ws' })?.kind]).toEqual(['stream-drop', undefined]);
  expect(plan.opening({ path: '/ws' })?.kind).toBe('stream-refuse');
});

test('circumstances come besides a fault, and add up', () => {
  const plan = new FaultPlan([{ fault: { kind: 'empty' } }, { fault: { kind: 'slow', delayMs: 5 } }, { fault: { kind: 'slow', delayMs: 7 } }, { fault: { kind: 'skew', skewMs: -3 } }, { fault: { kind: 'late', lateMs: 9 } }]);
  expect(plan.request(KLINES)).toEqual({ fault: { kind: 'empty' }, delayMs: 12, skewMs: -3, lateMs: 9 });
});

test('the same seed draws the same faults, another seed others; cleared, nothing goes wrong', () => {
  const rule: FaultRule = { fault: [{ kind: 'empty' }, { kind: 'garbage' }, { kind: 'html' }], probability: 0.5 };
  const drawn = (seed: number): string => kinds(new FaultPlan([rule], { seed }), Array.from({ length: 60 }, () => KLINES));
  expect(drawn(1)).toBe(drawn(1));
  expect(drawn(1)).not.toBe(drawn(2));
  expect(new Set(drawn(1).split(' '))).toEqual(new Set(['empty', 'garbage', 'html', '-']));
  const plan = new FaultPlan([{ fault: { kind: 'empty' } }]);
  plan.clear();
  expect(kinds(plan, [KLINES])).toBe('-');
});
