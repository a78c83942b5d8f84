import type { RiskEvent } from '@tradewright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portfolioStop } from '../src/index.ts';
import { accountOf, closed, MINUTE, MONDAY_MS, positionOf, reasonOf, reserved, stopped, worth } from '../src/risk.fixture.ts';

const RESET_MS = 10 * MINUTE;
const CAPITAL = 10_000;

interface Story {
  readonly rule: ReturnType<typeof portfolioStop>;
  /** By how much each minute changes what is open. */
  readonly moves: readonly number[];
  /** Share of equity lost by closing, and how many minutes that takes. */
  readonly costFrac: number;
  readonly closingMinutes: number;
  /** Whether somebody looks once more when the last position has been closed. */
  readonly looksWhenFlat: boolean;
}

const limitFrac = fc.double({ min: 0.01, max: 0.3, noNaN: true });
const stories: fc.Arbitrary<Story> = fc.record({
  rule: fc.oneof(
    limitFrac.map((maxDrawdownFrac) => portfolioStop({ maxDrawdownFrac, resetAfterMs: RESET_MS })),
    limitFrac.map((maxLossFrac) => portfolioStop({ maxLossFrac, resetAfterMs: RESET_MS })),
  ),
  moves: fc.array(fc.double({ min: 0.9, max: 1.09, noNaN: true }), { minLength: 150, maxLength: 150 }),
  costFrac: fc.double({ min: 0, max: 0.2, noNaN: true }),
  closingMinutes: fc.integer({ min: 0, max: 15 }),
  looksWhenFlat: fc.boolean(),
});

/** One position at a time, opened as soon as the rule allows it; what each minute came to. */
function* told({ rule, moves, costFrac, closingMinutes, looksWhenFlat }: Story): Generator<{ readonly nowMs: number; readonly reason: unknown; readonly flatForMs: number; readonly closesAtOnce: boolean }> {
  let [equityQuote, peakEquityQuote, closedAtMs] = [CAPITAL, CAPITAL, -Infinity];
  let state = rule.initial;
  let [isOpen, closesAt] = [false, Infinity];
  const hear = (event: RiskEvent): void => void (state = rule.fold!(state, worth(equityQuote, event)));
  for (const [minute, move] of moves.entries()) {
    const nowMs = MONDAY_MS + minute * MINUTE;
    const looks = (): boolean => rule.watch!(accountOf({ equityQuote, peakEquityQuote }), nowMs, state) !== null;
    if (isOpen) {
      equityQuote *= move;
      peakEquityQuote = Math.max(peakEquityQuote, equityQuote);
      if (looks()) {
        hear(stopped(rule.name, 'lost', nowMs));
        closesAt = Math.min(closesAt, minute + closingMinutes);
      } else if (move > 1.08) closesAt = minute;
      if (minute < closesAt) continue;
      [isOpen, closesAt, closedAtMs] = [false, Infinity, nowMs];
      equityQuote *= 1 - costFrac;
      hear(closed(nowMs, -1));
      if (looksWhenFlat && looks()) hear(stopped(rule.name, 'lost', nowMs));
    }
    const reason = reasonOf(rule, { nowMs, account: accountOf({ equityQuote, peakEquityQuote }) }, state);
    yield { nowMs, reason, flatForMs: nowMs - closedAtMs, closesAtOnce: looks() };
    if (reason !== null) continue;
    isOpen = true;
    hear(reserved(nowMs, positionOf()));
  }
}

describe('a portfolio stop that a time resets', () => {
  it('never refuses for longer than that time, whatever was lost and what it cost to close', () => {
    let refusals = 0;
    let openings = 0;
    fc.assert(fc.property(stories, (story) => {
      for (const { reason, flatForMs } of told(story)) {
        if (reason === null) openings++;
        else {
          refusals++;
          expect(flatForMs).toBeLessThan(RESET_MS);
        }
      }
    }), { numRuns: 300, seed: 8 });
    expect(refusals).toBeGreaterThan(5000);
    expect(openings).toBeGreaterThan(1000);
  });

  it('lets nothing in that it would have closed at once, where it is asked for a look after the last close', () => {
    fc.assert(fc.property(stories, (story) => {
      for (const { reason, closesAtOnce } of told({ ...story, looksWhenFlat: true })) if (reason === null) expect(closesAtOnce).toBe(false);
    }), { numRuns: 300, seed: 9 });
  });
});
