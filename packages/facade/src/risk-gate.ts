import type { Plan, RiskRequest, RiskRule, RiskVerdict } from '@tradewright/core';
import type { PositionBook } from '@tradewright/core/run';
import { RiskCheck, type RiskCheckParts } from './risk-check.ts';
import { copyOfDto, dtoOf, isPlanOf } from './risk-payload.ts';
import type { RiskProfile } from './risk-profile.ts';
import type { RunScope } from './run-scope.ts';
import type { ISignalDto } from './types.ts';

/** The way of one run's signals through a risk profile. The engine asks it while nobody else has the profile's book. */
export class RiskGate implements RiskRule {
  readonly name: string;
  readonly #profile: RiskProfile;
  readonly #check: RiskCheck;
  readonly #scope: RunScope;
  /** What the strategy said last. It is not asked while a plan of its waits or lives. */
  #said: ISignalDto | null = null;

  constructor(profile: RiskProfile, scope: RunScope, parts: RiskCheckParts) {
    this.name = parts.schema.riskName;
    this.#profile = profile;
    this.#scope = scope;
    this.#check = new RiskCheck(parts);
  }

  get book(): PositionBook {
    return this.#profile.book;
  }

  /** The strategy has answered: validators see its own words. */
  heard(dto: ISignalDto): void {
    if (typeof dto === 'object') this.#said = copyOfDto(dto);
  }

  judge({ symbol, strategyName, exchangeName, plan, price, nowMs }: RiskRequest): RiskVerdict | Promise<RiskVerdict> {
    return this.#check.judge({
      args: { symbol, pendingSignal: this.#dtoOf(plan), strategyName, exchangeName, currentPrice: price, timestamp: nowMs },
      positions: this.#profile.positions,
      origin: { scope: this.#scope, atMs: nowMs },
    });
  }

  /** The run is over: a validator that is still thinking holds nobody up. */
  close(): void {
    this.#check.close();
  }

  /** Where something else was said since, by an answer that came too late, or nothing, the plan speaks for itself. */
  #dtoOf(plan: Plan): ISignalDto {
    return this.#said !== null && isPlanOf(this.#said, plan) ? this.#said : dtoOf(plan);
  }
}
