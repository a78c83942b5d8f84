import { InputError, type Clock, type RiskRule, type RiskVerdict } from '@tradewright/core';
import { stateOf } from '@tradewright/core/run';
import { compose } from '@tradewright/risk';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { HistoryOf } from './joined-history.ts';
import type { Registries } from './registries.ts';
import { RiskCheck, type RiskCheckParts } from './risk-check.ts';
import { RiskGate } from './risk-gate.ts';
import { handMade } from './risk-payload.ts';
import { RiskProfile } from './risk-profile.ts';
import type { RunRecord } from './report/run-record.ts';
import type { EventOrigin, RunMode, RunScope } from './run-scope.ts';
import { textOf } from './text-of.ts';
import type { IRiskCheckArgs, IRiskSchema } from './types.ts';

export interface RisksParts {
  readonly registry: Registries;
  readonly events: Events;
  readonly clock: Clock;
  readonly config: Config;
}

/** A run that is to be judged. */
export interface GatedRun {
  readonly scope: RunScope;
  readonly record: RunRecord;
  /** Whether it has money other than the profile's own. */
  readonly hasCapital?: boolean;
  /** Whose slots it takes. Default: those of the profile in the mode of the run. */
  readonly profile?: RiskProfile;
  /** What its sizing looks at, by the same view as rules. */
  readonly history?: HistoryOf;
}

/** The risk profiles of one instance. Backtests and live trading see nothing of each other (decision 23). */
export class Risks {
  readonly #parts: RisksParts;
  readonly #profiles: Readonly<Record<RunMode, Map<string, RiskProfile>>> = { backtest: new Map(), live: new Map() };

  constructor(parts: RisksParts) {
    this.#parts = parts;
  }

  /**
   * What the signals of a run have to pass, or `null` where no profile is named: then nothing is tracked.
   *
   * @throws {InputError} `registry/unknown`, `risk/capital`
   */
  gate(riskName: string | undefined, run: GatedRun, caller: string): RiskGate | null {
    if (riskName === undefined) return null;
    const { scope, record, hasCapital = false, history = {}, profile = this.profile(scope.mode, riskName, caller) } = run;
    const parts = { ...this.#checkParts(riskName, caller), record, history };
    if (!hasCapital) demandCapital(parts.schema, caller);
    return new RiskGate(profile, scope, parts);
  }

  /** The money of a profile; none where there is no profile. @throws {InputError} `registry/unknown` */
  capitalOf(riskName: string | undefined, caller: string): number | undefined {
    return riskName === undefined ? undefined : this.#parts.registry.risks.get(riskName, caller).capital;
  }

  /** All ready rules of a profile in one. @throws {InputError} `registry/unknown` */
  rulesOf(riskName: string, caller: string): RiskRule | null {
    const { rules = [] } = this.#parts.registry.risks.get(riskName, caller);
    return rules.length === 0 ? null : compose(riskName, rules);
  }

  /** @throws {InputError} `registry/unknown`, `risk/rule` for what is the name of none of its ready rules */
  demandRule(riskName: string, ruleName: string, caller: string): void {
    const { rules = [] } = this.#parts.registry.risks.get(riskName, caller);
    const names = rules.map(({ name }) => name);
    if (!names.includes(ruleName)) throw new InputError('risk/rule', `${caller}: risk ${riskName} has no rule ${textOf(ruleName)} (its rules: ${names.join(', ') || 'none'}). Name one of them, or none to mean all.`);
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
    const parts = this.#checkParts(riskName, caller);
    const check = new RiskCheck(parts);
    return profile.book.exclusively(() => {
      const { rules } = parts;
      const made = rules === null ? null : handMade(args);
      const asked = rules === null || made === null ? null : { request: { ...made, activePositions: profile.activeWith(profile.book.positions) }, state: stateOf(profile.book.states, rules) };
      return check.judge({ args, positions: profile.positions, asked, origin });
    });
  }

  #checkParts(riskName: string, caller: string): RiskCheckParts {
    const { registry, events, clock, config } = this.#parts;
    const schema = registry.risks.get(riskName, caller);
    return { schema, rules: this.rulesOf(riskName, caller), events, clock, timeoutMs: config.values.CC_RISK_TIMEOUT_SECONDS * 1000 };
  }
}

/** @throws {InputError} `risk/capital` for rules that measure against equity where there is none */
function demandCapital({ riskName, rules = [], capital }: IRiskSchema, caller: string): void {
  const needing = rules.find(({ needsAccount }) => needsAccount === true);
  if (needing === undefined || capital !== undefined) return;
  throw new InputError('risk/capital', `${caller}: rule ${needing.name} of risk ${riskName} measures against equity, and there is no capital. Give the profile one, addRisk({ riskName, capital, … }), or the run.`);
}
