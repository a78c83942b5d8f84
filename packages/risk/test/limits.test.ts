import type { RiskRequest, RiskRule, Sizer } from '@tradewright/core';
import { portfolio, type PortfolioEvent } from '@tradewright/core/run';
import { ArraySource, randomCandles, randomStrategy } from '@tradewright/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose, correlation } from '../src/index.ts';
import { limitSets, MINUTE, SYMBOLS, type Limit, type Witnessed } from './rule-set.ts';

const FROM_MS = Date.UTC(2024, 0, 1);
const MINUTES = 300;

const sizer: Sizer = { name: 'tenth', size: ({ plan, account }) => account!.equityQuote / 10 / plan.entryPrice };

async function told(seed: number, risk: readonly RiskRule[]): Promise<PortfolioEvent[]> {
  const lines = SYMBOLS.map((symbol, i) => ({
    symbol,
    strategy: randomStrategy(seed + i, '5m'),
    // Two of a kind, so that correlation has something to find.
    candles: new ArraySource(randomCandles({ seed: seed + (i >> 1), count: MINUTES, fromMs: FROM_MS, moveFrac: 0.006 })),
  }));
  const run = portfolio({ lines, fromMs: FROM_MS, toMs: FROM_MS + MINUTES * MINUTE, rules: { trigger: 'candle-range' }, risk, sizer, capitalQuote: 10_000 });
  const events: PortfolioEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

interface Witness {
  readonly rule: RiskRule;
  /** What was let in although a limit speaks against it. */
  readonly broken: string[];
  readonly letIn: { count: number; reduced: number };
}

/** Judges last, allows everything, and counts every limit again for what the rules before it have let in. */
function witness(limits: readonly Limit[]): Witness {
  const letInAtMs: number[] = [];
  const closed: Witnessed['closed'][number][] = [];
  const broken: string[] = [];
  const letIn = { count: 0, reduced: 0 };
  const rule: RiskRule = {
    name: 'witness',
    judge(request: RiskRequest) {
      for (const limit of limits) if (limit.isBroken(request, { letInAtMs, closed })) broken.push(`${limit.rule.name} at ${request.nowMs}`);
      letIn.count++;
      if (request.quantity * request.plan.entryPrice < request.account!.equityQuote * 0.0999) letIn.reduced++;
      return { allowed: true };
    },
    fold(state, event) {
      if (event.kind === 'reserved') letInAtMs.push(event.nowMs);
      if (event.kind === 'closed') closed.push(event);
      return state;
    },
  };
  return { rule, broken, letIn };
}

/** What is wrong with the positions around a stop: none may be open after it, and none be opened. */
function afterStop(events: readonly PortfolioEvent[]): string | null {
  const open = new Set<string>();
  let stoppedAtMs: number | null = null;
  for (const one of events) {
    if (one.kind === 'stopped') stoppedAtMs = one.atMs;
    if (one.kind !== 'line') continue;
    if (one.event.kind === 'closed') open.delete(one.symbol);
    if (one.event.kind !== 'opened') continue;
    if (stoppedAtMs !== null) return `${one.symbol} was opened after the stop`;
    open.add(one.symbol);
  }
  return stoppedAtMs !== null && open.size > 0 ? `${[...open].join()} stayed open` : null;
}

describe('rules in a random portfolio', () => {
  it('let nothing in that breaks one of their limits, counted again by hand', async () => {
    const seen = { count: 0, reduced: 0, stopped: 0 };
    await fc.assert(fc.asyncProperty(fc.nat(), limitSets, async (seed, limits) => {
      const { rule, broken, letIn } = witness(limits);
      const events = await told(seed, [...limits.map((limit) => limit.rule), rule]);
      expect(broken).toEqual([]);
      expect(afterStop(events)).toBeNull();
      seen.count += letIn.count;
      seen.reduced += letIn.reduced;
      seen.stopped += events.filter(({ kind }) => kind === 'stopped').length;
    }), { numRuns: 80, seed: 6 });
    // Else nothing was tried.
    expect(seen.count).toBeGreaterThan(100);
    expect(seen.reduced).toBeGreaterThan(10);
    expect(seen.stopped).toBeGreaterThan(0);
  });

  it('decide the same in a list as composed, synchronous or not', async () => {
    const likeness = correlation({ interval: '5m', window: 10, threshold: 0.6, onCorrelated: 'reduce', unknown: 'allow' });
    await fc.assert(fc.asyncProperty(fc.nat(), limitSets, fc.boolean(), async (seed, limits, isLate) => {
      const rules = [...limits.map(({ rule }) => rule), likeness];
      const composed = compose('house', isLate ? rules.map(late) : rules);
      expect(plain(await told(seed, [composed]))).toEqual(plain(await told(seed, rules)));
    }), { numRuns: 50, seed: 7 });
  });
});

/** Answers some microtasks later. */
function late(rule: RiskRule): RiskRule {
  return { ...rule, judge: async (request, state) => rule.judge(request, state) };
}

/** Events without the name of who stopped, which the composed rule puts before the reason. */
function plain(events: readonly PortfolioEvent[]): unknown {
  const text = JSON.stringify(events.map((one) => (one.kind === 'stopped' ? { ...one, ruleName: '' } : one)));
  return JSON.parse(text.replaceAll('"portfolio-stop: ', '"'));
}
