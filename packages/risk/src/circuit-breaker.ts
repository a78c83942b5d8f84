import type { DurationMs, RiskRule, TimestampMs } from '@tradewright/core';
import { checkCount, checkLength, nameOf, type RuleOptions } from './check.ts';
import { instantText, lengthText } from './compared.ts';
import { latchOf } from './latch.ts';
import { areInstants, isRecord, remembering } from './memory.ts';
import { ALLOWED, refused } from './verdict.ts';

export interface CircuitBreakerOptions extends RuleOptions {
  /** So many trades that lost money, fees included, trip it. */
  readonly losses: number;
  /** Counts the losses in `(now − withinMs, now]`. Default: losses in a row, which any other trade ends. */
  readonly withinMs?: DurationMs | undefined;
  /** How long it stays tripped. Default: until it is reset by hand. */
  readonly resetAfterMs?: DurationMs | undefined;
}

interface Circuit {
  /** The losses that count, oldest first; fewer than `losses`. */
  readonly lossesAtMs: readonly TimestampMs[];
  readonly trippedAtMs: TimestampMs | null;
}

/** Refuses everything after too many losses, until a time has passed or somebody resets it. What is open stays open. */
export function circuitBreaker(options: CircuitBreakerOptions): RiskRule {
  const name = nameOf('circuit-breaker', options);
  const { losses, withinMs } = options;
  checkCount(`${name}: losses`, losses);
  if (withinMs !== undefined) checkLength(`${name}: withinMs`, withinMs);
  const initial: Circuit = { lossesAtMs: [], trippedAtMs: null };
  const latch = latchOf(name, options.resetAfterMs);
  const what = `${losses} ${losses === 1 ? 'loss' : 'losses'} ${withinMs === undefined ? 'in a row' : `within ${lengthText(withinMs)}`}`;
  return remembering<Circuit>({
    name,
    initial,
    reads: (stored): stored is Circuit => isRecord(stored) && areInstants(stored.lossesAtMs) && (stored.trippedAtMs === null || Number.isFinite(stored.trippedAtMs)),
    judge({ nowMs }, { trippedAtMs }) {
      if (trippedAtMs === null || !latch.isClosed(trippedAtMs, nowMs)) return ALLOWED;
      return refused(name, `${what} at ${instantText(trippedAtMs)}, ${latch.textOf(trippedAtMs)}`);
    },
    fold(state, event) {
      if (event.kind !== 'closed' || latch.isClosed(state.trippedAtMs, event.nowMs)) return state;
      const { nowMs, netQuote } = event;
      const before = state.trippedAtMs === null ? state : initial;
      if (netQuote >= 0) return withinMs === undefined && before.lossesAtMs.length > 0 ? initial : before;
      const lossesAtMs = [...before.lossesAtMs.filter((atMs) => withinMs === undefined || atMs > nowMs - withinMs), nowMs];
      return lossesAtMs.length < losses ? { lossesAtMs, trippedAtMs: null } : { lossesAtMs: [], trippedAtMs: nowMs };
    },
  });
}
