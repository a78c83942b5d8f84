import { describe, expect, it } from 'vitest';
import { portfolioStop } from './portfolio-stop.ts';
import { accountOf, after, closed, HOUR, mistaken, MONDAY_MS, reasonOf, reset, stopped } from './risk.fixture.ts';

const rule = portfolioStop({ maxDrawdownFrac: 0.1 });
const low = accountOf({ equityQuote: 10_700, peakEquityQuote: 12_000 });
const REASON = 'drawdown 10.8 % ≥ 10 %: equity 10700 of 12000';

describe('a portfolio stop', () => {
  it('has everything closed when equity has fallen so far below its peak', () => {
    expect(rule.watch!(accountOf({ equityQuote: 10_801, peakEquityQuote: 12_000 }), MONDAY_MS, rule.initial)).toBeNull();
    expect(rule.watch!(low, MONDAY_MS, rule.initial)).toBe(REASON);
    expect(reasonOf(rule, { account: low })).toBe(`refused by portfolio-stop: ${REASON}`);
  });

  it('refuses everything from then on, whatever equity does', () => {
    const state = after(rule, [stopped('portfolio-stop', REASON)]);
    expect(reasonOf(rule, { nowMs: MONDAY_MS + 1e12 }, state)).toBe('refused by portfolio-stop: stopped at 2024-01-01T00:00:00.000Z, nothing more until it is reset');
    expect(reasonOf(rule, { account: null }, state)).toContain('stopped at');
    expect(rule.watch!(accountOf(), MONDAY_MS + HOUR, state)).toBe('stopped at 2024-01-01T00:00:00.000Z');
    expect(after(rule, [stopped('portfolio-stop', 'again', MONDAY_MS + HOUR), closed(MONDAY_MS, -5)], state)).toBe(state);
  });

  it('does not mind the stop of another rule, nor its reset', () => {
    expect(after(rule, [stopped('another', REASON)])).toBe(rule.initial);
    const state = after(rule, [stopped('portfolio-stop', REASON)]);
    expect(after(rule, [reset('another')], state)).toBe(state);
  });

  it('measures from where it stopped once it is reset by hand, until there is a new peak', () => {
    const state = after(rule, [stopped('portfolio-stop', REASON), reset('portfolio-stop')]);
    expect(reasonOf(rule, { account: low }, state)).toBeNull();
    expect(rule.watch!(low, MONDAY_MS, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 9631 }, MONDAY_MS, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 9630 }, MONDAY_MS, state)).toBe('drawdown 10 % ≥ 10 %: equity 9630 of 12000');
    expect(rule.watch!({ ...low, peakEquityQuote: 12_001 }, MONDAY_MS, state)).toContain('10.8 % ≥ 10 %: equity 10700 of 12001');
  });

  it('stops a second time from there', () => {
    const state = after(rule, [stopped('portfolio-stop', REASON), reset(), stopped('portfolio-stop', 'drawdown 10 % ≥ 10 %: equity 9630 of 12000', MONDAY_MS + HOUR)]);
    expect(state).toEqual({ stoppedAtMs: MONDAY_MS + HOUR, at: { equityQuote: 9630, fromQuote: 12_000 } });
    expect(after(rule, [reset()], state)).toEqual({ stoppedAtMs: null, at: { equityQuote: 9630, fromQuote: 12_000 } });
  });

  it('is reset by time where that was asked for', () => {
    const timed = portfolioStop({ maxDrawdownFrac: 0.1, resetAfterMs: HOUR });
    const state = after(timed, [stopped('portfolio-stop', REASON)]);
    expect(reasonOf(timed, { account: low, nowMs: MONDAY_MS + HOUR - 1 }, state)).toContain('nothing more until 2024-01-01T01:00:00.000Z');
    expect(reasonOf(timed, { account: low, nowMs: MONDAY_MS + HOUR }, state)).toBeNull();
    expect(timed.watch!(low, MONDAY_MS + HOUR, state)).toBeNull();
  });

  it('can measure from the capital', () => {
    const loss = portfolioStop({ maxLossFrac: 0.2, name: 'floor' });
    expect(loss.watch!(accountOf({ equityQuote: 8001, peakEquityQuote: 20_000 }), MONDAY_MS, loss.initial)).toBeNull();
    expect(loss.watch!(accountOf({ equityQuote: 7500 }), MONDAY_MS, loss.initial)).toBe('loss 25 % ≥ 20 %: equity 7500 of 10000');
  });

  it('latches also for a reason that is not its own', () => {
    const state = after(rule, [stopped('portfolio-stop', 'by hand')]);
    expect(reasonOf(rule, {}, state)).toContain('stopped at');
    expect(reasonOf(rule, { account: low }, after(rule, [reset()], state))).toContain('10.8 % ≥ 10 %');
  });

  it('closes nothing by a figure that is none, and opens nothing either', () => {
    for (const account of [accountOf({ equityQuote: NaN }), accountOf({ capitalQuote: 0, equityQuote: 0, peakEquityQuote: 0 })]) {
      expect(rule.watch!(account, MONDAY_MS, rule.initial)).toBeNull();
      expect(reasonOf(rule, { account })).toContain('refused by portfolio-stop: equity is');
    }
  });

  it('refuses, and closes nothing, with a memory that it cannot read', () => {
    for (const foreign of [{}, { stoppedAtMs: 1 }, { stoppedAtMs: 1, at: {} }, 'x']) {
      expect(reasonOf(rule, {}, foreign)).toContain('cannot be read');
      expect(rule.watch!(low, MONDAY_MS, foreign)).toBeNull();
    }
  });

  it('needs one limit that can be', () => {
    expect(() => portfolioStop({})).toThrow(mistaken('risk/limit', 'one of them'));
    expect(() => portfolioStop({ maxDrawdownFrac: 0.1, maxLossFrac: 0.1 })).toThrow(mistaken('risk/limit', 'one of them'));
    expect(() => portfolioStop({ maxDrawdownFrac: 10 })).toThrow(mistaken('risk/limit', 'maxDrawdownFrac'));
    expect(() => portfolioStop({ maxLossFrac: 0 })).toThrow(mistaken('risk/limit', 'maxLossFrac'));
    expect(() => portfolioStop({ maxLossFrac: 0.1, resetAfterMs: 0 })).toThrow(mistaken('risk/window', 'resetAfterMs'));
  });
});
