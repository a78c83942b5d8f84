import { describe, expect, it } from 'vitest';
import { excursion, progress } from './excursion.ts';

const LONG = { entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95 };
const SHORT = { entryPrice: 100, takeProfitPrice: 90, stopLossPrice: 105 };

describe('the excursions of a position', () => {
  it.each([
    ['long', 108, 97, { maeFrac: -0.03, mfeFrac: 0.08 }],
    ['short', 108, 97, { maeFrac: -0.08, mfeFrac: 0.03 }],
    ['long', 100, 100, { maeFrac: 0, mfeFrac: 0 }],
    ['short', 100, 100, { maeFrac: 0, mfeFrac: 0 }],
    ['long', 99, 97, { maeFrac: -0.03, mfeFrac: 0 }],
    ['long', 108, 101, { maeFrac: 0, mfeFrac: 0.08 }],
    ['short', 99, 97, { maeFrac: 0, mfeFrac: 0.03 }],
  ] as const)('that is %s and saw %s to %s', (side, highest, lowest, expected) => {
    expect(excursion(side, 100, highest, lowest)).toEqual(expected);
  });
});

describe('the way to target and stop', () => {
  it.each([
    ['a long one at its entry', LONG, 100, 0, 0],
    ['a long one half way to its target', LONG, 105, 0.5, 0],
    ['a long one at its target', LONG, 110, 1, 0],
    ['a long one beyond its target', LONG, 120, 1, 0],
    ['a long one a fifth of the way to its stop', LONG, 99, 0, 0.2],
    ['a long one beyond its stop', LONG, 80, 0, 1],
    ['a short one half way to its target', SHORT, 95, 0.5, 0],
    ['a short one beyond its target', SHORT, 80, 1, 0],
    ['a short one two fifths of the way to its stop', SHORT, 102, 0, 0.4],
    ['a short one beyond its stop', SHORT, 110, 0, 1],
  ])('of %s', (_name, plan, price, toTakeProfitFrac, toStopLossFrac) => {
    expect(progress(plan, price)).toEqual({ toTakeProfitFrac, toStopLossFrac });
  });
});
