import type { Plan, RiskRequest, RiskRule, RiskVerdict } from '@tradewright/core';
import type { PositionBook } from '@tradewright/core/run';
import { joinedHistory, type HistoryOf } from './joined-history.ts';
import { RiskCheck, type RiskCheckParts } from './risk-check.ts';
import { copyOfDto, dtoOf, isPlanOf } from './risk-payload.ts';
import type { RiskProfile } from './risk-profile.ts';
import type { RunScope } from './run-scope.ts';
import type { ISignalDto } from './types.ts';

/**
 * The way of one run's signals through a risk profile, validations and ready rules: to the engine it is one rule, with
 * one memory under the name of the profile. It is asked while nobody else has the profile's book.
 */
export class RiskGate implements RiskRule {
  readonly name: string;
  /** The gates of all runs under a profile are one rule to whoever looks after it. */
  readonly partOf: object;
  readonly needsAccount: boolean;
  /** Of rules that look back, and then also what the sizing of the run looks at: both are shown one past. */
  readonly history?: HistoryOf;
  readonly initial?: unknown;
  readonly fold?: NonNullable<RiskRule['fold']>;
  readonly watch?: NonNullable<RiskRule['watch']>;
  readonly #profile: RiskProfile;
  readonly #check: RiskCheck;
  readonly #scope: RunScope;
  #leave: () => void = () => undefined;
  /** What the strategy said last. It is not asked while a plan of its waits or lives. */
  #said: ISignalDto | null = null;

  constructor(profile: RiskProfile, scope: RunScope, parts: RiskCheckParts & { readonly history: HistoryOf }) {
    const { rules } = parts;
    this.name = parts.schema.riskName;
    this.partOf = profile;
    this.needsAccount = rules?.needsAccount === true;
    if (rules?.history !== undefined) this.history = joinedHistory(rules.history, parts.history);
    if (rules?.initial !== undefined) this.initial = rules.initial;
    if (rules?.fold !== undefined) this.fold = rules.fold.bind(rules);
    if (rules?.watch !== undefined) this.watch = rules.watch.bind(rules);
    this.#profile = profile;
    this.#scope = scope;
    this.#check = new RiskCheck(parts);
  }

  get book(): PositionBook {
    return this.#profile.book;
  }

  /** A backtest begins. Before that it is nothing to the others under its profile: it may never be consumed. */
  begin(): void {
    if (!this.#check.closed) this.#leave = this.#profile.begin();
  }

  /** The strategy has answered: validators see its own words. */
  heard(dto: ISignalDto): void {
    if (typeof dto === 'object') this.#said = copyOfDto(dto);
  }

  judge(request: RiskRequest, state: unknown): RiskVerdict | Promise<RiskVerdict> {
    const { symbol, strategyName, exchangeName, plan, price, nowMs } = request;
    return this.#check.judge({
      args: { symbol, pendingSignal: this.#dtoOf(plan), strategyName, exchangeName, currentPrice: price, timestamp: nowMs },
      positions: this.#profile.positions,
      asked: { request: { ...request, activePositions: this.#profile.activeWith(request.activePositions) }, state },
      origin: { scope: this.#scope, atMs: nowMs },
    });
  }

  /** How many positions are open or reserved under the profile. */
  get activePositionCount(): number {
    return this.#profile.positions.length;
  }

  /** Whether it was this gate that refused last, for this reason, and so has told of it. */
  hasRefused(reason: string): boolean {
    return this.#check.refusedFor === reason;
  }

  /** The run is over: who is still thinking holds nobody up. */
  close(): void {
    this.#check.close();
    this.#leave();
  }

  /** Where something else was said since, by an answer that came too late, or nothing, the plan speaks for itself. */
  #dtoOf(plan: Plan): ISignalDto {
    return this.#said !== null && isPlanOf(this.#said, plan) ? this.#said : dtoOf(plan);
  }
}
