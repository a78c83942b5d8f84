import type { Sizer } from '@tradewright/core';
import type { Parts } from './container.ts';
import { enterToEnd } from './context.ts';
import { HookContext } from './hook-context.ts';
import type { HistoryOf } from './joined-history.ts';
import type { RunRecord } from './report/run-record.ts';
import type { RiskGate } from './risk-gate.ts';
import type { RiskProfile } from './risk-profile.ts';
import type { RunScope } from './run-scope.ts';
import { runSizer, sizingHistory, tellSize } from './sizing/run-sizer.ts';
import { toError } from './to-error.ts';
import type { ISizingCalculateParams, ISizingSchema } from './types.ts';

/** What stands between a run's signals and the market. */
export interface RunLimits {
  readonly gate: RiskGate | null;
  readonly sizer: Sizer | null;
  /** Candles that have to be there for them, as `history` of a strategy has it. */
  readonly history: HistoryOf;
}

export interface RunLimitsOrder {
  readonly riskName: string | undefined;
  readonly sizingName: string | undefined;
  readonly scope: RunScope;
  readonly record: RunRecord;
  readonly hasCapital: boolean;
  readonly profile?: RiskProfile;
  /** Who starts the run, for messages. */
  readonly caller: string;
}

/** @throws {InputError} `registry/unknown`, `risk/capital`, `sizing/capital`, `sizing/edge` */
export function runLimits(parts: Parts, { riskName, sizingName, caller, ...run }: RunLimitsOrder): RunLimits {
  const sizing = sizingName === undefined ? null : parts.registry.sizings.get(sizingName, caller);
  const sizer = sizing === null ? null : runSizer(sizing, run.hasCapital, tellerOf(parts, sizing, run.scope), caller);
  const history = sizing === null ? {} : sizingHistory(sizing);
  return { gate: parts.risks.gate(riskName, { ...run, history }, caller), sizer, history };
}

/** The callback of a sizing is called within the context of the run. */
function tellerOf({ events }: Parts, sizing: ISizingSchema, scope: RunScope): (quantity: number, params: ISizingCalculateParams) => void {
  if (sizing.callbacks?.onCalculate === undefined) return () => undefined;
  const report = (thrown: unknown): void => events.emit('error', toError(thrown), scope.origin);
  return (quantity, params) => void enterToEnd(new HookContext(scope, scope.origin.atMs, null), () => tellSize(sizing, quantity, params, report), report);
}
