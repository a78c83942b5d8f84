import { instrument, type Quantity } from '@tradewright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atrSize, fixedFractionSize, fixedNotionalSize, kellySize, volatilityTargetSize, type SizeBasis } from '../src/index.ts';

const numRuns = 3000;
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const share = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true }));
const between = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const quote = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e9, noNaN: true }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const basis: fc.Arbitrary<SizeBasis> = fc
  .record({
    balanceQuote: quote,
    entryPrice: positive,
    maxPositionFrac: maybe(fc.oneof(share, fc.double({ min: 1, max: 5, noNaN: true }))),
    bounds: fc.tuple(maybe(positive), maybe(positive)),
    lotSize: maybe(fc.constantFrom(1e-8, 0.001, 0.1, 1, 25)),
    minNotional: fc.constantFrom(0, 10),
  })
  .map(({ bounds: [a, b], lotSize, minNotional, ...rest }) => ({
    ...rest,
    minQuantity: a !== undefined && b !== undefined ? Math.min(a, b) : a,
    maxQuantity: a !== undefined && b !== undefined ? Math.max(a, b) : b,
    instrument: lotSize === undefined ? undefined : instrument('X', { tickSize: 0.01, lotSize, minNotional }),
  }));

/** What a method takes beside the basis. Fields named …Quote and …Price carry the currency. */
interface Method {
  readonly name: string;
  readonly size: (basis: SizeBasis, figures: Readonly<Record<string, number>>) => Quantity;
  readonly figures: fc.Arbitrary<Readonly<Record<string, number>>>;
}

const methods: readonly Method[] = [
  { name: 'fixed fraction', size: (of, f) => fixedFractionSize({ ...of, stopLossPrice: f.stopLossPrice!, riskFrac: f.riskFrac! }), figures: fc.record({ stopLossPrice: positive, riskFrac: share }) },
  { name: 'Kelly', size: (of, f) => kellySize({ ...of, winFrac: f.winFrac!, winLossRatio: f.winLossRatio!, kellyFrac: f.kellyFrac }), figures: fc.record({ winFrac: between, winLossRatio: positive, kellyFrac: share }) },
  { name: 'ATR', size: (of, f) => atrSize({ ...of, atrQuote: f.atrQuote!, atrMultiplier: f.atrMultiplier, riskFrac: f.riskFrac! }), figures: fc.record({ atrQuote: positive, atrMultiplier: positive, riskFrac: share }) },
  { name: 'volatility target', size: (of, f) => volatilityTargetSize({ ...of, volatilityFrac: f.volatilityFrac!, targetFrac: f.targetFrac! }), figures: fc.record({ volatilityFrac: positive, targetFrac: share }) },
  { name: 'fixed notional', size: (of, f) => fixedNotionalSize({ ...of, notionalQuote: f.notionalQuote! }), figures: fc.record({ notionalQuote: quote }) },
];

const apart = (of: SizeBasis, figures: Readonly<Record<string, number>>): boolean => figures.stopLossPrice !== of.entryPrice;
const inCurrency = (rate: number) => (figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, /(?:Quote|Price)$/.test(name) ? value * rate : value]));

describe.each(methods)('a size by $name', ({ size, figures }) => {
  it('is never above any cap, not by one bit, and 0 or at least the minimum', () => {
    fc.assert(fc.property(basis, figures, (of, f) => {
      fc.pre(apart(of, f));
      const quantity = size(of, f);
      expect(quantity).toBeGreaterThanOrEqual(0);
      expect(quantity).toBeLessThan(Infinity);
      if (of.maxPositionFrac !== undefined) expect(quantity * of.entryPrice).toBeLessThanOrEqual(of.balanceQuote * of.maxPositionFrac);
      if (of.maxQuantity !== undefined) expect(quantity).toBeLessThanOrEqual(of.maxQuantity);
      if (quantity > 0 && of.minQuantity !== undefined) expect(quantity).toBeGreaterThanOrEqual(of.minQuantity);
      if (quantity > 0 && of.instrument !== undefined) expect(quantity * of.entryPrice).toBeGreaterThanOrEqual(of.instrument.minNotional);
    }), { numRuns });
  });

  it('rounds down only: with lots it is at most what it is without', () => {
    fc.assert(fc.property(basis, figures, (of, f) => {
      fc.pre(apart(of, f));
      expect(size(of, f)).toBeLessThanOrEqual(size({ ...of, instrument: undefined }, f));
    }), { numRuns });
  });

  it('does not depend on the unit of the currency', () => {
    // Powers of two change no digit, so not even a bit may differ; the minimum notional is in quote currency, too.
    fc.assert(fc.property(basis, figures, fc.integer({ min: -20, max: 20 }), (of, f, power) => {
      fc.pre(apart(of, f));
      const rate = 2 ** power;
      const scaled = { ...of, balanceQuote: of.balanceQuote * rate, entryPrice: of.entryPrice * rate };
      const lots = of.instrument && { ...of.instrument, minNotional: of.instrument.minNotional * rate };
      expect(size({ ...scaled, instrument: lots }, inCurrency(rate)(f))).toBe(size(of, f));
    }), { numRuns });
  });

  it('hardly differs in any other unit of the currency', () => {
    fc.assert(fc.property(basis, figures, fc.double({ min: 0.001, max: 1000, noNaN: true }), (all, f, rate) => {
      // A minimum or a lot is a step, over which the last bit can carry; a stop near the entry loses digits in the difference.
      const of = { ...all, instrument: undefined, minQuantity: undefined };
      fc.pre(f.stopLossPrice === undefined || Math.abs(f.stopLossPrice / of.entryPrice - 1) > 1e-6);
      const expected = size(of, f);
      const scaled = size({ ...of, balanceQuote: of.balanceQuote * rate, entryPrice: of.entryPrice * rate }, inCurrency(rate)(f));
      expect(Math.abs(scaled - expected)).toBeLessThanOrEqual(1e-9 * expected);
    }), { numRuns });
  });
});

describe('the distance that is lost', () => {
  it('never makes a position larger by being longer', () => {
    fc.assert(fc.property(basis, share, fc.constantFrom(1, -1), between, between, (of, riskFrac, sign, a, b) => {
      const sizeAt = (frac: number): number => fixedFractionSize({ ...of, riskFrac, stopLossPrice: of.entryPrice * (1 + sign * frac) });
      expect(sizeAt(Math.max(a, b))).toBeLessThanOrEqual(sizeAt(Math.min(a, b)));
    }), { numRuns });
  });

  it('never makes a position larger by being more average true ranges, or wider ones', () => {
    fc.assert(fc.property(basis, share, positive, positive, positive, (of, riskFrac, a, b, other) => {
      const [near, far] = [Math.min(a, b), Math.max(a, b)];
      expect(atrSize({ ...of, riskFrac, atrQuote: far, atrMultiplier: other })).toBeLessThanOrEqual(atrSize({ ...of, riskFrac, atrQuote: near, atrMultiplier: other }));
      expect(atrSize({ ...of, riskFrac, atrQuote: other, atrMultiplier: far })).toBeLessThanOrEqual(atrSize({ ...of, riskFrac, atrQuote: other, atrMultiplier: near }));
    }), { numRuns });
  });

  it('is lost with no more than the wanted share of the balance, unless a minimum raised the size', () => {
    fc.assert(fc.property(basis, share, positive, (all, riskFrac, stopLossPrice) => {
      const of = { ...all, minQuantity: undefined };
      fc.pre(stopLossPrice !== of.entryPrice);
      const lossQuote = fixedFractionSize({ ...of, riskFrac, stopLossPrice }) * Math.abs(of.entryPrice - stopLossPrice);
      expect(lossQuote).toBeLessThanOrEqual(of.balanceQuote * riskFrac * (1 + 4 * Number.EPSILON));
    }), { numRuns });
  });
});
