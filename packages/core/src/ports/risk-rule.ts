import type { Plan } from '../signal/signal.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { ActivePosition } from './active-position.ts';

/** One question to the risk rules. */
export interface RiskRequest {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly plan: Plan;
  readonly at: 'creation' | 'activation';
  readonly price: Price;
  readonly nowMs: TimestampMs;
  /** Open positions and reservations under the same risk rules, the asker's own left out. */
  readonly activePositions: readonly ActivePosition[];
}

/** A refusal is a value and says why. */
export type RiskVerdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

export interface RiskRule {
  readonly name: string;
  judge(request: RiskRequest): RiskVerdict | Promise<RiskVerdict>;
}
