import { StoreConflictError } from '../../error.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Lessons } from './lessons.ts';
import type { RiskLedger } from './risk-ledger.ts';

/** How long somebody who was outrun rests at most. */
const LONGEST_REST_MS = 1_000;

export interface OutrunParts {
  readonly ledger: RiskLedger | null;
  readonly lessons: Lessons;
  readonly runKey: string;
  readonly clock: Clock;
  readonly cancel: CancelSignal;
}

/**
 * Somebody else took a slot first: resolves when the rules may be asked again, with whether that is still wanted. Whoever is
 * outrun again and again rests longer and longer, each for a while of its own. `undefined` for any other failure.
 */
export function restIfOutrun({ ledger, lessons, runKey, clock, cancel }: OutrunParts, error: unknown, times: number): Promise<boolean> | undefined {
  if (ledger === null || !(error instanceof StoreConflictError && error.key === ledger.key)) return undefined;
  lessons.dropReservation();
  return clock.sleep(Math.min(LONGEST_REST_MS, 2 ** times) * spreadOf(runKey, times), cancel).then(() => !cancel.aborted);
}

/** A share of 1 that differs from run to run and from time to time, so that those who collide do not collide again. */
function spreadOf(runKey: string, times: number): number {
  let hash = times;
  for (let i = 0; i < runKey.length; i++) hash = Math.imul(hash ^ runKey.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
