import { describe, expect, it } from 'vitest';
import { minRewardToRisk } from './min-reward-to-risk.ts';
import { mistaken, reasonOf } from './risk.fixture.ts';

describe('a least reward to risk', () => {
  const rule = minRewardToRisk({ min: 2 });

  it.each([
    ['twice the risk', {}, null],
    ['less', { takeProfitPrice: 109.8 }, 'refused by min-reward-to-risk: reward to risk 1.96 < 2'],
    ['a trace less', { takeProfitPrice: 109.99999 }, 'refused by min-reward-to-risk: reward to risk 1.999998 < 2'],
    ['a short position', { side: 'short', takeProfitPrice: 90, stopLossPrice: 105 }, null],
    ['a short position with a wide stop', { side: 'short', takeProfitPrice: 90, stopLossPrice: 110 }, 'refused by min-reward-to-risk: reward to risk 1 < 2'],
    ['no risk at all', { stopLossPrice: 100 }, 'refused by min-reward-to-risk: entry and stop-loss are one price'],
  ] as const)('judges %s', (_name, plan, reason) => {
    expect(reasonOf(rule, { plan })).toBe(reason);
  });

  it('is met by prices that are twice as far only on paper', () => {
    for (let cents = 1; cents < 500; cents++) {
      const plan = { entryPrice: 100, takeProfitPrice: (10_000 + 2 * cents) / 100, stopLossPrice: (10_000 - cents) / 100 };
      expect(reasonOf(rule, { plan })).toBeNull();
    }
  });

  it('cannot be nothing', () => {
    for (const min of [0, -1, NaN, Infinity]) expect(() => minRewardToRisk({ min })).toThrow(mistaken('risk/limit', 'min-reward-to-risk: min'));
  });
});
