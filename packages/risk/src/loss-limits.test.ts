import { describe, expect, it } from 'vitest';
import { dailyLossLimit, maxDrawdown } from './loss-limits.ts';
import { accountOf, mistaken, reasonOf } from './risk.fixture.ts';

describe('a daily loss limit', () => {
  const rule = dailyLossLimit({ maxLossFrac: 0.03 });

  it.each([
    ['a loss below it', 9701, null],
    ['a loss of just so much', 9700, 'refused by daily-loss-limit: loss of the day 3 % ≥ 3 %'],
    ['a larger loss', 9650, 'refused by daily-loss-limit: loss of the day 3.5 % ≥ 3 %'],
    ['a gain', 11_000, null],
    ['a ruin', -100, 'refused by daily-loss-limit: equity is -100, nothing is left to trade with'],
  ])('judges %s', (_name, equityQuote, reason) => {
    expect(reasonOf(rule, { account: accountOf({ equityQuote }) })).toBe(reason);
  });

  it('measures from the beginning of the day, not from the peak', () => {
    expect(reasonOf(rule, { account: accountOf({ equityQuote: 9000, dayStartEquityQuote: 9100, peakEquityQuote: 20_000 }) })).toBeNull();
  });

  it('says so where there was nothing to lose', () => {
    expect(reasonOf(rule, { account: accountOf({ dayStartEquityQuote: 0 }) })).toBe('refused by daily-loss-limit: loss of the day cannot be measured from an equity of 0');
  });

  it('is a share of one', () => {
    for (const maxLossFrac of [0, -0.1, 3, NaN]) expect(() => dailyLossLimit({ maxLossFrac })).toThrow(mistaken('risk/limit', 'daily-loss-limit: maxLossFrac'));
  });
});

describe('a maximum of drawdown', () => {
  const rule = maxDrawdown({ maxDrawdownFrac: 0.1 });

  it('measures from the peak', () => {
    expect(reasonOf(rule, { account: accountOf({ equityQuote: 10_900, peakEquityQuote: 12_000, dayStartEquityQuote: 20_000 }) })).toBeNull();
    expect(reasonOf(rule, { account: accountOf({ equityQuote: 10_680, peakEquityQuote: 12_000 }) })).toBe('refused by max-drawdown: drawdown 11 % ≥ 10 %');
  });

  it('needs an account, and a share of one', () => {
    expect(rule.needsAccount).toBe(true);
    expect(reasonOf(rule, { account: null })).toBe('refused by max-drawdown: the run has no capital to measure by');
    expect(() => maxDrawdown({ maxDrawdownFrac: 10 })).toThrow(mistaken('risk/limit', 'max-drawdown: maxDrawdownFrac'));
  });
});
