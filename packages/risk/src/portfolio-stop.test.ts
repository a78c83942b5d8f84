import { describe, expect, it } from 'vitest';
import { portfolioStop } from './portfolio-stop.ts';
import { accountOf, after, closed, HOUR, mistaken, MONDAY_MS, positionOf, reasonOf, reserved, reset, stopped, worth } from './risk.fixture.ts';

const rule = portfolioStop({ maxDrawdownFrac: 0.1 });
const low = accountOf({ equityQuote: 10_700, peakEquityQuote: 12_000 });
const timed = portfolioStop({ maxDrawdownFrac: 0.1, resetAfterMs: HOUR });
const REASON = 'drawdown 10.8 % ≥ 10 %: equity 10700 of 12000';
const STOPPED = worth(10_700, stopped('portfolio-stop', REASON));

describe('a portfolio stop', () => {
  it('has everything closed when equity has fallen so far below its peak', () => {
    expect(rule.watch!(accountOf({ equityQuote: 10_801, peakEquityQuote: 12_000 }), MONDAY_MS, rule.initial)).toBeNull();
    expect(rule.watch!(low, MONDAY_MS, rule.initial)).toBe(REASON);
    expect(reasonOf(rule, { account: low })).toBe(`refused by portfolio-stop: ${REASON}`);
  });

  it('refuses everything from then on, whatever equity does', () => {
    const state = after(rule, [STOPPED]);
    expect(reasonOf(rule, { nowMs: MONDAY_MS + 1e12 }, state)).toBe('refused by portfolio-stop: stopped at 2024-01-01T00:00:00.000Z, nothing more until it is reset');
    expect(reasonOf(rule, { account: null }, state)).toContain('stopped at');
    expect(rule.watch!(accountOf(), MONDAY_MS + HOUR, state)).toBe('stopped at 2024-01-01T00:00:00.000Z');
    expect(after(rule, [stopped('portfolio-stop', 'again', MONDAY_MS + HOUR), reserved(MONDAY_MS), worth(20_000, reserved(MONDAY_MS))], state)).toBe(state);
  });

  it('does not mind the stop of another rule, nor its reset', () => {
    expect(after(rule, [worth(10_700, stopped('another', REASON))])).toBe(rule.initial);
    const state = after(rule, [STOPPED]);
    expect(after(rule, [worth(9000, reset('another'))], state)).toBe(state);
  });

  it('measures from where it stopped once it is reset by hand', () => {
    const state = after(rule, [STOPPED, reset('portfolio-stop')]);
    expect(reasonOf(rule, { account: low }, state)).toBeNull();
    expect(rule.watch!(low, MONDAY_MS, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 9631 }, MONDAY_MS, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 9630 }, MONDAY_MS, state)).toBe('drawdown 10 % ≥ 10 %: equity 9630 of 10700');
  });

  it('counts among what it has lost what it cost to close everything', () => {
    const state = after(rule, [STOPPED, worth(10_000, closed(MONDAY_MS, -700)), worth(9500, closed(MONDAY_MS + 1, -500)), reset()]);
    expect(reasonOf(rule, { account: { ...low, equityQuote: 9500 } }, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 8551 }, MONDAY_MS, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 8550 }, MONDAY_MS, state)).toContain('equity 8550 of 9500');
  });

  it('measures from the equity at a reset by hand, also where it never stopped', () => {
    expect(reasonOf(rule, { account: low })).toContain('10.8 % ≥ 10 %');
    const state = after(rule, [worth(10_700, reset('portfolio-stop'))]);
    expect(reasonOf(rule, { account: low }, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 9630 }, MONDAY_MS, state)).toContain('equity 9630 of 10700');
    expect(after(rule, [worth(10_700, reset())], state)).toBe(state);
  });

  it('follows equity upwards after a reset, never downwards', () => {
    const events = [STOPPED, reset(), worth(10_600, reserved(MONDAY_MS)), worth(11_500, closed(MONDAY_MS, 900)), worth(11_000, closed(MONDAY_MS, -500)), closed(MONDAY_MS, 5)];
    const state = after(rule, events);
    expect(rule.watch!({ ...low, equityQuote: 10_351 }, MONDAY_MS, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 10_350 }, MONDAY_MS, state)).toContain('10 % ≥ 10 %: equity 10350 of 11500');
  });

  it('measures from nothing after a reset until it hears of any equity', () => {
    const state = after(rule, [stopped('portfolio-stop', REASON), reset()]);
    expect(reasonOf(rule, { account: low }, state)).toBeNull();
    expect(rule.watch!({ ...low, equityQuote: 1 }, MONDAY_MS, state)).toBeNull();
    expect(after(rule, [closed(MONDAY_MS, 5), worth(NaN, closed(MONDAY_MS, 5))], state)).toBe(state);
    expect(rule.watch!({ ...low, equityQuote: 9000 }, MONDAY_MS, after(rule, [worth(10_000, reserved(MONDAY_MS))], state))).toContain('equity 9000 of 10000');
  });

  it('stops a second time from there', () => {
    const state = after(rule, [STOPPED, reset(), worth(9630, stopped('portfolio-stop', 'again', MONDAY_MS + HOUR))]);
    expect(state).toMatchObject({ stoppedAtMs: MONDAY_MS + HOUR, anchor: { equityQuote: 9630 } });
    expect(after(rule, [reset()], state)).toMatchObject({ stoppedAtMs: null, anchor: { equityQuote: 9630 } });
  });

  it('is reset by time where that was asked for', () => {
    const state = after(timed, [STOPPED]);
    expect(reasonOf(timed, { account: low, nowMs: MONDAY_MS + HOUR - 1 }, state)).toContain('nothing more until 2024-01-01T01:00:00.000Z');
    expect(reasonOf(timed, { account: low, nowMs: MONDAY_MS + HOUR }, state)).toBeNull();
    expect(timed.watch!(low, MONDAY_MS + HOUR, state)).toBeNull();
  });

  it('is reset by time also where the last close lost too much and nobody looked any more', () => {
    const state = after(timed, [worth(10_700, closed(MONDAY_MS, -1300))]);
    expect(reasonOf(timed, { account: low, nowMs: MONDAY_MS + HOUR - 1 }, state)).toContain('10.8 % ≥ 10 %');
    expect(reasonOf(timed, { account: low, nowMs: MONDAY_MS + HOUR }, state)).toBeNull();
    expect(reasonOf(timed, { account: low, nowMs: MONDAY_MS + HOUR, activePositions: [positionOf({ symbol: 'ETHUSDT' })] }, state)).toContain('10.8 % ≥ 10 %');
    expect(timed.watch!(low, MONDAY_MS + HOUR, state)).toBe(REASON);
  });

  it('can measure from the capital', () => {
    const loss = portfolioStop({ maxLossFrac: 0.2, name: 'floor' });
    expect(loss.watch!(accountOf({ equityQuote: 8001, peakEquityQuote: 20_000 }), MONDAY_MS, loss.initial)).toBeNull();
    expect(loss.watch!(accountOf({ equityQuote: 7500 }), MONDAY_MS, loss.initial)).toBe('loss 25 % ≥ 20 %: equity 7500 of 10000');
  });

  it('does not take a gain for capital', () => {
    const loss = portfolioStop({ maxLossFrac: 0.2 });
    const state = after(loss, [worth(8000, stopped('portfolio-stop', 'lost')), reset(), worth(15_000, closed(MONDAY_MS, 7000))]);
    expect(loss.watch!(accountOf({ equityQuote: 8001 }), MONDAY_MS, state)).toBeNull();
    expect(loss.watch!(accountOf({ equityQuote: 8000 }), MONDAY_MS, state)).toBe('loss 20 % ≥ 20 %: equity 8000 of 10000');
  });

  it('closes nothing by a figure that is none, and opens nothing either', () => {
    for (const account of [accountOf({ equityQuote: NaN }), accountOf({ capitalQuote: 0, equityQuote: 0, peakEquityQuote: 0 })]) {
      expect(rule.watch!(account, MONDAY_MS, rule.initial)).toBeNull();
      expect(reasonOf(rule, { account })).toContain('refused by portfolio-stop: equity is');
    }
  });

  it('refuses, and closes nothing, with a memory that it cannot read', () => {
    for (const foreign of [{}, { stoppedAtMs: 1 }, { stoppedAtMs: 1, anchor: {}, closedAtMs: null }, { stoppedAtMs: 1, anchor: null }, 'x']) {
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
