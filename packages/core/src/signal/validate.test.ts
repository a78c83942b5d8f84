import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signal } from './signal.ts';
import { entersAtOnce, formFailures, limitFailures, type SignalLimits } from './validate.ts';

const LONG: Signal = { side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMinutes: 60 };
const SHORT: Signal = { side: 'short', entryPrice: 100, takeProfitPrice: 90, stopLossPrice: 105, lifetimeMinutes: 60 };
const LIMITS: SignalLimits = { minTakeProfitFrac: 0.005, minStopLossFrac: 0.01, maxStopLossFrac: 0.2, maxLifetimeMinutes: 1440 };
const broken = (failures: readonly { rule: string; field: string }[]): string[] => failures.map(({ rule, field }) => `${field} ${rule}`);
const garbled = (base: Signal, over: object): Signal => ({ ...base, ...over });

describe('the form of a signal', () => {
  it.each([
    ['a long one', LONG],
    ['a short one', SHORT],
    ['one without an entry', garbled(LONG, { entryPrice: undefined })],
    ['one with id and note', garbled(LONG, { id: 'a', note: '' })],
    ['one with the odd extra field', garbled(LONG, { colour: 'red' })],
  ])('is right in %s', (_name, signal) => {
    expect(formFailures(signal, 100)).toEqual([]);
  });

  it.each([
    ['a string', 'buy'],
    ['a number', 1],
    ['a list', [LONG]],
    ['a function', () => LONG],
    ['null', null],
  ])('is nothing at all in %s', (_name, value) => {
    expect(formFailures(value as unknown as Signal, 100)).toEqual([{ rule: 'object', field: 'signal', value }]);
  });

  it.each([
    ['side', 'buy', 'side side'],
    ['side', undefined, 'side side'],
    ['id', 7, 'id text'],
    ['note', null, 'note text'],
    ['takeProfitPrice', undefined, 'takeProfitPrice number'],
    ['takeProfitPrice', '110', 'takeProfitPrice number'],
    ['takeProfitPrice', 110n, 'takeProfitPrice number'],
    ['takeProfitPrice', NaN, 'takeProfitPrice number'],
    ['takeProfitPrice', Infinity, 'takeProfitPrice number'],
    ['takeProfitPrice', 0, 'takeProfitPrice positive'],
    ['stopLossPrice', NaN, 'stopLossPrice number'],
    ['stopLossPrice', -95, 'stopLossPrice positive'],
    ['entryPrice', null, 'entryPrice number'],
    ['entryPrice', -Infinity, 'entryPrice number'],
    ['entryPrice', 0, 'entryPrice positive'],
    ['lifetimeMinutes', undefined, 'lifetimeMinutes number'],
    ['lifetimeMinutes', 0, 'lifetimeMinutes positive'],
    ['lifetimeMinutes', -5, 'lifetimeMinutes positive'],
    ['lifetimeMinutes', 1.5, 'lifetimeMinutes integer'],
  ])('is wrong when %s is %s', (field, value, failure) => {
    expect(broken(formFailures(garbled(LONG, { [field]: value }), 100))).toEqual([failure]);
  });

  it.each([
    ['a long target at the entry', LONG, { takeProfitPrice: 100 }, { rule: 'above', field: 'takeProfitPrice', value: 100, against: 'entryPrice', bound: 100 }],
    ['a long target below the entry', LONG, { takeProfitPrice: 99 }, { rule: 'above', field: 'takeProfitPrice', value: 99, against: 'entryPrice', bound: 100 }],
    ['a long stop at the entry', LONG, { stopLossPrice: 100 }, { rule: 'below', field: 'stopLossPrice', value: 100, against: 'entryPrice', bound: 100 }],
    ['a short target at the entry', SHORT, { takeProfitPrice: 100 }, { rule: 'below', field: 'takeProfitPrice', value: 100, against: 'entryPrice', bound: 100 }],
    ['a short stop at the entry', SHORT, { stopLossPrice: 100 }, { rule: 'above', field: 'stopLossPrice', value: 100, against: 'entryPrice', bound: 100 }],
    ['a short stop below the entry', SHORT, { stopLossPrice: 99 }, { rule: 'above', field: 'stopLossPrice', value: 99, against: 'entryPrice', bound: 100 }],
  ])('is wrong with %s', (_name, base, over, failure) => {
    expect(formFailures(garbled(base, over), base.side === 'long' ? 101 : 99)).toEqual([failure]);
  });

  it('holds target and stop against the current price where no entry is named', () => {
    expect(broken(formFailures(garbled(LONG, { entryPrice: undefined }), 120))).toEqual(['takeProfitPrice above']);
  });

  it.each([
    ['a long one at its stop', LONG, 95, { rule: 'price-past-stop', field: 'price', value: 95, against: 'stopLossPrice', bound: 95 }],
    ['a long one below its stop', LONG, 90, { rule: 'price-past-stop', field: 'price', value: 90, against: 'stopLossPrice', bound: 95 }],
    ['a short one at its stop', SHORT, 105, { rule: 'price-past-stop', field: 'price', value: 105, against: 'stopLossPrice', bound: 105 }],
    ['a long one just inside its stop', LONG, 95.01, null],
  ])('knows whether the price has passed the stop of %s', (_name, signal, price, failure) => {
    expect(formFailures(signal, price)).toEqual(failure === null ? [] : [failure]);
  });

  it('knows that a reached entry beyond the target leaves nothing to gain', () => {
    expect(broken(formFailures(garbled(LONG, { entryPrice: 112 }), 111))).toEqual(['takeProfitPrice above', 'price price-past-target']);
  });

  it('lets a waiting entry lie on the far side of the market', () => {
    expect(formFailures(LONG, 130)).toEqual([]);
  });

  it('reports everything together', () => {
    const nothing = { side: 'up', id: 1, note: 2, takeProfitPrice: 0, stopLossPrice: 'x', lifetimeMinutes: 0.5, entryPrice: -1 } as unknown as Signal;
    expect(broken(formFailures(nothing, 100))).toEqual([
      'side side', 'id text', 'note text', 'takeProfitPrice positive', 'stopLossPrice number', 'entryPrice positive', 'lifetimeMinutes integer',
    ]);
  });
});

describe('entering at once', () => {
  it.each([
    ['long', undefined, 100, true],
    ['long', 100, 100, true],
    ['long', 100, 99, true],
    ['long', 100, 101, false],
    ['short', undefined, 100, true],
    ['short', 100, 100, true],
    ['short', 100, 101, true],
    ['short', 100, 99, false],
  ] as const)('a %s entry at %s with the market at %s: %s', (side, entryPrice, price, expected) => {
    expect(entersAtOnce({ side, entryPrice }, price)).toBe(expected);
  });
});

describe('the limits of a signal', () => {
  it.each([
    ['target nearer than the minimum', LONG, { takeProfitPrice: 100.49 }, ['takeProfitPrice min-distance']],
    ['target exactly at the minimum', LONG, { takeProfitPrice: 100.5 }, []],
    ['stop nearer than the minimum', LONG, { stopLossPrice: 99.01 }, ['stopLossPrice min-distance']],
    ['stop exactly at the minimum', LONG, { stopLossPrice: 99 }, []],
    ['stop exactly at the maximum', LONG, { stopLossPrice: 80 }, []],
    ['stop farther than the maximum', LONG, { stopLossPrice: 79.99 }, ['stopLossPrice max-distance']],
    ['short target nearer than the minimum', SHORT, { takeProfitPrice: 99.51 }, ['takeProfitPrice min-distance']],
    ['short target exactly at the minimum', SHORT, { takeProfitPrice: 99.5 }, []],
    ['short stop nearer than the minimum', SHORT, { stopLossPrice: 100.99 }, ['stopLossPrice min-distance']],
    ['short stop exactly at the maximum', SHORT, { stopLossPrice: 120 }, []],
    ['short stop farther than the maximum', SHORT, { stopLossPrice: 120.01 }, ['stopLossPrice max-distance']],
    ['lifetime exactly at the maximum', LONG, { lifetimeMinutes: 1440 }, []],
    ['lifetime beyond the maximum', LONG, { lifetimeMinutes: 1441 }, ['lifetimeMinutes max-lifetime']],
    ['everything at once', LONG, { takeProfitPrice: 100.1, stopLossPrice: 50, lifetimeMinutes: 9999 }, ['takeProfitPrice min-distance', 'stopLossPrice max-distance', 'lifetimeMinutes max-lifetime']],
    ['fields that are no numbers', LONG, { takeProfitPrice: 100n, stopLossPrice: Symbol('x'), lifetimeMinutes: '2000' }, []],
    ['an entry that is no number', LONG, { entryPrice: '100', takeProfitPrice: 100.1 }, []],
  ])('%s', (_name, base, over, expected) => {
    expect(broken(limitFailures(garbled(base, over), 100, LIMITS))).toEqual(expected);
  });

  it('measures from the current price where no entry is named', () => {
    expect(broken(limitFailures(garbled(LONG, { entryPrice: undefined }), 109.9, LIMITS))).toEqual(['takeProfitPrice min-distance']);
  });

  it('says which limit it was', () => {
    expect(limitFailures(garbled(LONG, { stopLossPrice: 50 }), 100, LIMITS)).toEqual([{ rule: 'max-distance', field: 'stopLossPrice', value: 50, bound: 0.2 }]);
  });

  it.each(['minTakeProfitFrac', 'minStopLossFrac', 'maxStopLossFrac', 'maxLifetimeMinutes'] as const)('leaves %s aside when it is 0', (limit) => {
    const all = garbled(LONG, { takeProfitPrice: 100.001, stopLossPrice: limit === 'minStopLossFrac' ? 99.999 : 1, lifetimeMinutes: 1e6 });
    const failures = limitFailures(all, 100, { ...LIMITS, [limit]: 0 });
    expect(failures.map(({ bound }) => bound)).not.toContain(0);
  });

  it('passes equality at any price and distance, whatever floating point makes of it', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 2000 }), fc.constantFrom<1 | -1>(1, -1), (entryPrice, tenThousandths, sign) => {
      const frac = tenThousandths / 10_000;
      const stopLossPrice = entryPrice * (1 - sign * frac);
      const takeProfitPrice = entryPrice * (1 + sign * frac);
      const signal: Signal = { side: sign === 1 ? 'long' : 'short', entryPrice, takeProfitPrice, stopLossPrice, lifetimeMinutes: 1 };
      expect(limitFailures(signal, entryPrice, { minTakeProfitFrac: frac, minStopLossFrac: frac, maxStopLossFrac: frac, maxLifetimeMinutes: 1 })).toEqual([]);
    }));
  });
});
