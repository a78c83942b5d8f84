import type { Rules } from '../../machine/rules.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KillSwitch } from '../../ports/kill-switch.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import type { Admission } from '../admission.ts';
import type { Asker } from '../ask.ts';
import type { RunCounts } from '../counts.ts';
import type { Past } from '../history.ts';
import type { Pace } from '../pace.ts';
import type { Interrupt } from './interrupt.ts';
import type { Keeper } from './keeper.ts';
import type { Lessons } from './lessons.ts';
import type { LiveTape } from './live-tape.ts';
import type { RiskLedger } from './risk-ledger.ts';
import type { RunNames, RunRecord } from './run-record.ts';

export interface LiveSessionParts {
  readonly names: RunNames;
  readonly runKey: string;
  readonly rules: Rules;
  readonly tape: LiveTape;
  readonly history: Past;
  /** What rules may look back at. */
  readonly looked: Past;
  readonly asker: Asker;
  readonly admission: Admission;
  readonly counts: RunCounts;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly broker: Broker;
  readonly keeper: Keeper;
  readonly ledger: RiskLedger | null;
  readonly risk: readonly RiskRule[];
  readonly lessons: Lessons;
  readonly killSwitch: KillSwitch | null;
  readonly graceMs: DurationMs;
  readonly cancel: Interrupt;
  /** The clock of the machine, for rests. */
  readonly machineClock: Clock;
  /** Makes sure that nobody else trades this run by now, where that may have come to pass. Throws when it has. */
  readonly makeSure: () => Promise<void> | undefined;
  /** What was kept before a restart. */
  readonly record: RunRecord | null;
  /** The first tick. */
  readonly fromMs: TimestampMs;
}
