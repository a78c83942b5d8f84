import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '@tradewright/core';
import type { Parts, Replacements } from './container.ts';
import type { LivesParts, RunClock } from './lives.ts';

/** What the live runs of an instance share, from what its user brought. */
export function houseOf({ account = 'default', broker, killSwitch, clockOf, machineClock, holder, leaseMs }: Replacements, { clock, liveStores }: Parts): LivesParts {
  return {
    account,
    broker,
    killSwitch,
    leaseMs,
    machineClock: machineClock ?? clock,
    holder: holder ?? `${hostname()}/${process.pid}/${randomUUID()}`,
    clockOf: clockOf ?? (() => shared(clock)),
    stores: liveStores,
  };
}

/** Runs come and go, and none of them leaves the clock of them all. */
function shared(clock: Clock): RunClock {
  return {
    nowMs: () => clock.nowMs(),
    elapsedMs: () => clock.elapsedMs(),
    breathe: () => clock.breathe(),
    sleep: (durationMs, cancel) => clock.sleep(durationMs, cancel),
    after: (durationMs, call) => clock.after(durationMs, call),
  };
}
