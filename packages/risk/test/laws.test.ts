import type { ActivePosition, RiskEvent, RiskRequest, RiskRule } from '@tradewright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose, correlation } from '../src/index.ts';
import { accountOf, closed, MONDAY_MS, positionOf, requestOf, reserved, reset, stopped, worth } from '../src/risk.fixture.ts';
import { everyLimit, MINUTE, SYMBOLS } from './rule-set.ts';

const symbol = fc.constantFrom(...SYMBOLS);
const side = fc.constantFrom('long' as const, 'short' as const);
const quantity = fc.double({ min: 1e-6, max: 100, noNaN: true });
const price = fc.double({ min: 0.01, max: 1000, noNaN: true });
const minute = fc.integer({ min: 0, max: 300 });

const position: fc.Arbitrary<ActivePosition> = fc.record({ symbol, side, quantity, entryPrice: price }).map(({ side: of, entryPrice, ...rest }) => positionOf({ ...rest, plan: { side: of, entryPrice } }));

const series = Object.fromEntries(SYMBOLS.map((each, i) => [each, Array.from({ length: 12 }, (_unused, row) => 100 + Math.sin(row * (1 + (i >> 1))) + 0.3 * Math.cos(row * i))]));
const account = fc.record({ equityQuote: fc.double({ min: 1, max: 20_000, noNaN: true }), marks: fc.dictionary(symbol, price) }).map(({ equityQuote, marks }) => accountOf({ equityQuote, peakEquityQuote: Math.max(10_000, equityQuote) }, { marks, series }));

const request: fc.Arbitrary<RiskRequest> = fc
  .record({ symbol, side, quantity, entryPrice: price, minutes: minute, activePositions: fc.array(position, { maxLength: 5 }), account })
  .map(({ side: of, entryPrice, minutes, ...rest }) => requestOf({ ...rest, nowMs: MONDAY_MS + minutes * MINUTE, plan: { side: of, entryPrice, takeProfitPrice: entryPrice * 1.02, stopLossPrice: entryPrice * 0.99 } }));

function eventOf({ minutes, kind, symbol: of, netQuote }: { readonly minutes: number; readonly kind: RiskEvent['kind']; readonly symbol: string; readonly netQuote: number }): RiskEvent {
  const nowMs = MONDAY_MS + minutes * 5 * MINUTE;
  if (kind === 'reserved') return reserved(nowMs, { symbol: of });
  if (kind === 'closed') return closed(nowMs, netQuote, { symbol: of });
  if (kind === 'stopped') return stopped('portfolio-stop', 'drawdown 10 % ≥ 10 %', nowMs);
  return reset(['circuit-breaker', 'portfolio-stop', 'another'][netQuote + 3] ?? null, nowMs);
}

/** What has happened in a few hours, in order of time; several events often share an instant, and then an equity. */
const events: fc.Arbitrary<readonly RiskEvent[]> = fc
  .array(fc.record({ minutes: fc.integer({ min: 0, max: 40 }), kind: fc.constantFrom<RiskEvent['kind'][]>('reserved', 'closed', 'closed', 'closed', 'stopped', 'reset'), symbol, netQuote: fc.integer({ min: -3, max: 2 }) }), { maxLength: 25 })
  .map((made) => [...made].sort((a, b) => a.minutes - b.minutes).map((one) => worth(9000 + (one.minutes % 7) * 100, eventOf(one))));

const everyRule: fc.Arbitrary<readonly RiskRule[]> = everyLimit.map((limits) => [
  ...limits.map(({ rule }) => rule),
  correlation({ interval: '1h', window: 8, threshold: 0.5, onCorrelated: 'reduce' }),
  compose('house', limits.map(({ rule }) => rule)),
]);

const folded = (rule: RiskRule, happened: readonly RiskEvent[]): unknown => happened.reduce((state, event) => rule.fold?.(state, event) ?? state, rule.initial);
const throughJson = (state: unknown): unknown => (state === undefined ? undefined : JSON.parse(JSON.stringify(state)));

describe('every ready rule', () => {
  it('lets a part of what it lets in be opened as well: less never breaks a limit', () => {
    fc.assert(fc.property(everyRule, request, fc.double({ min: 1e-6, max: 1, noNaN: true }), (rules, asked, part) => {
      for (const rule of rules) {
        const verdict = rule.judge(asked, rule.initial);
        if (verdict instanceof Promise || !verdict.allowed) continue;
        const left = Math.min(verdict.maxQuantity ?? asked.quantity, asked.quantity);
        const less = rule.judge({ ...asked, quantity: left * part }, rule.initial);
        expect(less).toMatchObject({ allowed: true });
        // Correlation leaves a part of whatever is asked for; the others are satisfied.
        if (rule.name !== 'correlation') expect(less).toEqual({ allowed: true });
      }
    }), { numRuns: 300, seed: 1 });
  });

  it('remembers the same when its memory has been through JSON after every event', () => {
    fc.assert(fc.property(everyRule, events, request, (rules, happened, asked) => {
      for (const rule of rules) {
        const stored = happened.reduce<unknown>((state, event) => throughJson(rule.fold?.(state, event) ?? state), throughJson(rule.initial));
        const kept = folded(rule, happened);
        expect(stored).toEqual(kept);
        expect(rule.judge(asked, stored)).toEqual(rule.judge(asked, kept));
      }
    }), { numRuns: 100, seed: 2 });
  });

  it('does not mind in which order it hears of an opening and a close of one instant', () => {
    const isOpening = ({ kind }: RiskEvent): boolean => kind === 'reserved';
    fc.assert(fc.property(everyRule, events, (rules, happened) => {
      // Of each instant the openings first, everything else in its order.
      const sorted = [...happened].sort((a, b) => a.nowMs - b.nowMs || Number(isOpening(b)) - Number(isOpening(a)));
      for (const rule of rules) expect(folded(rule, sorted)).toEqual(folded(rule, happened));
    }), { numRuns: 100, seed: 3 });
  });

  it('changes neither what it is asked nor what it remembers', () => {
    fc.assert(fc.property(everyRule, events, request, (rules, happened, asked) => {
      for (const rule of rules) {
        const state = deepFrozen(folded(rule, happened));
        expect(rule.judge(deepFrozen(asked), state)).toEqual(rule.judge(asked, state));
        for (const event of happened) rule.fold?.(state, deepFrozen(event));
      }
    }), { numRuns: 50, seed: 4 });
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const field of Object.values(value)) deepFrozen(field);
  }
  return value;
}
