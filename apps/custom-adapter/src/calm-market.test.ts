import { closesIn, planOf, positionOf, riskRequestOf, riskRuleCases, runSuite, stillAccount, type RiskRuleSubject } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { calmMarket } from './calm-market.ts';

/** An account that knows an hour of closes between these two. */
const hourBetween = (low: number, high: number): ReturnType<typeof stillAccount> => stillAccount({ closes: { BTCUSDT: [200, ...Array.from({ length: 61 }, (_, i) => (i % 2 === 0 ? low : high))] } });

const calm = riskRequestOf({ account: hourBetween(100, 102) });

runSuite(riskRuleCases, { describe, it }, {
  name: 'calmMarket',
  fresh: (): RiskRuleSubject => ({
    rule: () => calmMarket({ maxMoveFrac: 0.03 }),
    questions: [
      { request: calm, answer: 'allowed' },
      { request: { ...calm, activePositions: [positionOf()], plan: planOf({ side: 'short', takeProfitPrice: 90, stopLossPrice: 105 }) }, answer: 'allowed' },
      { request: { ...calm, account: hourBetween(100, 104) }, answer: 'refused' },
      { request: { ...calm, symbol: 'ETHUSDT' }, answer: 'refused' },
    ],
  }),
});

describe('a rule that waits for a calm market', () => {
  const rule = calmMarket({ maxMoveFrac: 0.03 });

  it.each([
    ['has moved by more than it may', 100, 104, 'refused by calm-market: BTCUSDT moved by 4.00 % within the hour, more than 3 %'],
    ['has prices that are no numbers', NaN, 100, 'refused by calm-market: less than an hour of BTCUSDT is known'],
  ])('opens nothing where the market %s', (_name, low, high, reason) => {
    expect(rule.judge({ ...calm, account: hourBetween(low, high) }, undefined)).toEqual({ allowed: false, reason });
  });

  it('opens nothing before it has seen an hour', () => {
    const account = { ...hourBetween(100, 101), closes: () => closesIn(Array.from({ length: 60 }, () => 100)) };
    expect(rule.judge({ ...calm, account }, undefined)).toMatchObject({ allowed: false });
  });

  it.each([0, -1, NaN, Infinity])('cannot be made with a limit of %s', (maxMoveFrac) => {
    expect(() => calmMarket({ maxMoveFrac })).toThrow(expect.objectContaining({ code: 'calm-market/limit' }));
  });
});
