import { planOf, runSuite, sizeRequestOf, sizerCases, stillAccount } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { equalShare } from './equal-share.ts';

runSuite(sizerCases, { describe, it }, {
  name: 'equalShare',
  fresh: () => ({
    sizer: () => equalShare({ positions: 4 }),
    requests: [sizeRequestOf(), sizeRequestOf({ plan: planOf({ side: 'short', entryPrice: 3, takeProfitPrice: 2, stopLossPrice: 4 }), account: stillAccount({ equityQuote: 777 }) })],
    cap: ({ plan, account }) => (account?.equityQuote ?? 0) / 4 / plan.entryPrice,
  }),
  lacks: { stop: 'a share is a share, wherever the stop lies' },
});

describe('an equal share', () => {
  it('costs as much in every symbol', () => {
    expect(equalShare({ positions: 4 }).size(sizeRequestOf())).toBe(25);
    expect(equalShare({ positions: 4 }).size(sizeRequestOf({ plan: planOf({ entryPrice: 50 }) }))).toBe(50);
  });

  it('is a share of something', () => {
    expect(() => equalShare({ positions: 4 }).size(sizeRequestOf({ account: null }))).toThrow(expect.objectContaining({ code: 'equal-share/account' }));
  });

  it.each([0, 1.5, -1, NaN])('cannot be made for %s positions', (positions) => {
    expect(() => equalShare({ positions })).toThrow(expect.objectContaining({ code: 'equal-share/positions' }));
  });
});
