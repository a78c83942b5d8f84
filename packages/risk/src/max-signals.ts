import type { DurationMs, RiskRule, TimestampMs } from '@tradewright/core';
import { checkCount, checkLength, nameOf, type RuleOptions } from './check.ts';
import { compared, lengthText } from './compared.ts';
import { areInstants, isRecord, remembering } from './memory.ts';
import { ALLOWED, refused } from './verdict.ts';

export interface MaxSignalsOptions extends RuleOptions {
  readonly max: number;
  /** The window is `(now − windowMs, now]`: what was let in exactly `windowMs` ago counts no more. */
  readonly windowMs: DurationMs;
}

/** When entries were placed, oldest first; never more than `max`. */
interface Reserved {
  readonly atMs: readonly TimestampMs[];
}

/** Refuses what would be one opening too many in a sliding window. Counts entries that were placed, not what was asked or let in. */
export function maxSignals(options: MaxSignalsOptions): RiskRule {
  const name = nameOf('max-signals', options);
  const { max, windowMs } = options;
  checkCount(`${name}: max`, max);
  checkLength(`${name}: windowMs`, windowMs);
  return remembering<Reserved>({
    name,
    initial: { atMs: [] },
    reads: (stored): stored is Reserved => isRecord(stored) && areInstants(stored.atMs),
    judge({ nowMs }, { atMs }) {
      const recent = atMs.filter((each) => each > nowMs - windowMs).length;
      return recent < max ? ALLOWED : refused(name, `signals within ${lengthText(windowMs)} ${compared(recent + 1, '>', max)}`);
    },
    fold(state, event) {
      if (event.kind !== 'reserved') return state;
      // Processes that share the state may be a little apart. Of more than `max` the oldest decide nothing.
      const atMs = [...state.atMs.filter((each) => each > event.nowMs - windowMs), event.nowMs].sort((a, b) => a - b).slice(-max);
      return atMs.length === state.atMs.length && atMs.every((each, i) => each === state.atMs[i]) ? state : { atMs };
    },
  });
}
