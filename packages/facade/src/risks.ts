import type { Clock, RiskVerdict } from '@tradewright/core';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { Registries } from './registries.ts';
import { RiskCheck, type RiskCheckParts } from './risk-check.ts';
import { RiskGate } from './risk-gate.ts';
import { RiskProfile } from './risk-profile.ts';
import type { RunRecord } from './report/run-record.ts';
import type { EventOrigin, RunMode, RunScope } from './run-scope.ts';
import type { IRiskCheckArgs, IStrategySchema } from './types.ts';

export interface RisksParts {
  readonly registry: Registries;
  readonly events: Events;
  readonly clock: Clock;
  readonly config: Config;
}

/** The risk profiles of one instance. Backtests and live trading see nothing of each other (decision 23). */
export class Risks {
  readonly #parts: RisksParts;
  readonly #profiles: Readonly<Record<RunMode, Map<string, RiskProfile>>> = { backtest: new Map(), live: new Map() };

  constructor(parts: RisksParts) {
    this.#parts = parts;
  }

  /**
   * What the signals of a run have to pass, or `null` where its strategy names no profile: then nothing is tracked.
   *
   * @throws {InputError} `registry/unknown`
   */
  gate(mode: RunMode, { riskName }: IStrategySchema, { scope, record }: { readonly scope: RunScope; readonly record: RunRecord }, caller: string): RiskGate | null {
    return riskName === undefined ? null : new RiskGate(this.profile(mode, riskName, caller), scope, { ...this.#checkParts(riskName, caller), record });
  }

  /** @throws {InputError} `registry/unknown` */
  profile(mode: RunMode, riskName: string, caller: string): RiskProfile {
    this.#parts.registry.risks.get(riskName, caller);
    const profiles = this.#profiles[mode];
    const profile = profiles.get(riskName) ?? new RiskProfile();
    profiles.set(riskName, profile);
    return profile;
  }

  /** Judges without reserving, in turn with the runs. @throws {InputError} `registry/unknown` */
  check(mode: RunMode, riskName: string, args: IRiskCheckArgs, origin: EventOrigin | null, caller: string): RiskVerdict | Promise<RiskVerdict> {
    const profile = this.profile(mode, riskName, caller);
    const check = new RiskCheck(this.#checkParts(riskName, caller));
    return profile.book.exclusively(() => check.judge({ args, positions: profile.positions, origin }));
  }

  #checkParts(riskName: string, caller: string): RiskCheckParts {
    const { registry, events, clock, config } = this.#parts;
    return { schema: registry.risks.get(riskName, caller), events, clock, timeoutMs: config.values.CC_RISK_TIMEOUT_SECONDS * 1000 };
  }
}
