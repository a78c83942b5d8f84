import type { RiskRule, RiskRequest, Sizer, Strategy } from '@tradewright/core';
import type { QuietKind } from '@tradewright/core/run';
import { seededRandom, type Random } from '@tradewright/core/testing';
import type { Changes } from '../law.ts';

/** What a random run may have beside its scenario: rules that refuse, sizes, a strategy that fails, quiet events. */
export interface Extras extends Changes {
  readonly strategy: Strategy;
  readonly risk: readonly RiskRule[];
  readonly wants: readonly QuietKind[];
}

const QUIET: readonly QuietKind[] = ['idle', 'active', 'progress'];

/** Extras around a strategy. They decide by what they are asked alone, so that a run with them can be repeated. */
export function extrasOf(seed: number, strategy: Strategy): Extras {
  const random = seededRandom(seed ^ 0x2545f491);
  const sized = random() < 0.5;
  return {
    strategy: random() < 0.5 ? failingAtTimes(strategy, seed) : strategy,
    risk: random() < 0.5 ? [refusingAtTimes(seed)] : [],
    wants: QUIET.filter(() => random() < 0.3),
    ...(sized ? { sizer: sizingBy(seed) } : undefined),
  };
}

/** A fresh source of chance for one instant, the same whenever and however often it is asked for. */
export function chanceAt(seed: number, atMs: number): Random {
  return seededRandom(seed ^ Math.imul(atMs / 1000, 0x9e3779b1));
}

function failingAtTimes(strategy: Strategy, seed: number): Strategy {
  return {
    ...strategy,
    ask(context) {
      if (chanceAt(seed, context.nowMs)() < 0.05) throw new Error(`no idea at ${context.nowMs}`);
      return strategy.ask(context);
    },
  };
}

function refusingAtTimes(seed: number): RiskRule {
  return {
    name: 'moody',
    judge({ nowMs, at, activePositions }: RiskRequest) {
      if (activePositions.length > 0) return { allowed: false, reason: 'something is open' };
      return chanceAt(seed + (at === 'creation' ? 1 : 2), nowMs)() < 0.15 ? { allowed: false, reason: `not at ${at}` } : { allowed: true };
    },
  };
}

/** Now and then a size that cannot be traded, which is a refusal. */
function sizingBy(seed: number): Sizer {
  return {
    name: 'odd',
    size({ nowMs }) {
      const random = chanceAt(seed + 3, nowMs);
      return random() < 0.05 ? 0 : 0.5 + random();
    },
  };
}

