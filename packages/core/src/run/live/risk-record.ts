import { InputError, StoreError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { RiskEvent, RiskRule } from '../../ports/risk-rule.ts';
import type { Stored } from '../../ports/state-store.ts';
import { foldStates, type RuleStates } from '../rule-memory.ts';
import { isCount, isPlan } from './run-record.ts';

const FORMAT = 2;
/** Positions alone: rules remembered nothing then. */
const WITHOUT_STATES = 1;

export type Positions = Readonly<Record<string, ActivePosition>>;

/** What is stored under `risk:<name>`. */
export interface RiskRecord {
  readonly format: typeof FORMAT;
  readonly riskName: string;
  /** Who holds a slot, by the key of the run. */
  readonly positions: Positions;
  /** What the rules remember. */
  readonly states: RuleStates;
}

export function emptyRecord(riskName: string): RiskRecord {
  return { format: FORMAT, riskName, positions: {}, states: {} };
}

/**
 * A record as it came out of a store; an empty one where there is none.
 *
 * @throws {StoreError} `store/version` when a newer Tradewright wrote it
 * @throws {InputError} `restore/risk` when it is no record of positions
 */
export function riskRecordIn(key: string, riskName: string, stored: Stored | undefined): RiskRecord {
  const empty = emptyRecord(riskName);
  if (stored === undefined || stored.value === null) return empty;
  const { format, positions, states = {} } = stored.value as { readonly format?: unknown } & Partial<Omit<RiskRecord, 'format'>>;
  if (typeof format === 'number' && format > FORMAT) throw new StoreError('store/version', `${key} was written in format ${format} by a newer Tradewright; this one knows format ${FORMAT}.`);
  const known = format === FORMAT || format === WITHOUT_STATES;
  if (!known || !isFields(positions) || !Object.values(positions).every(isActivePosition) || !isFields(states)) {
    throw new InputError('restore/risk', `${key} holds no record of positions. Nothing was changed; see what is stored there, or remove the key to begin with no positions.`);
  }
  return { ...empty, positions, states };
}

/** The record once a run holds something else, or nothing any more (`null`). */
export function withSlot(record: RiskRecord, runKey: string, position: ActivePosition | null): RiskRecord {
  const before = Object.hasOwn(record.positions, runKey) ? record.positions[runKey]! : null;
  if (before?.plan.id === position?.plan.id) return record;
  const others = Object.entries(record.positions).filter(([key]) => key !== runKey);
  return { ...record, positions: Object.fromEntries(position === null ? others : [...others, [runKey, position]]) };
}

/** The record once the rules have learnt what happened. */
export function withEvents(record: RiskRecord, rules: readonly RiskRule[], events: readonly RiskEvent[]): RiskRecord {
  const states = events.reduce((folded, event) => foldStates(rules, folded, event), record.states);
  return states === record.states ? record : { ...record, states };
}

/** What is left of a record without a run's slot; `null` where it has none. */
export function withoutSlot(key: string, stored: Stored | undefined, runKey: string): RiskRecord | null {
  if (stored === undefined || stored.value === null) return null;
  const record = riskRecordIn(key, (stored.value as RiskRecord).riskName, stored);
  const rest = withSlot(record, runKey, null);
  return rest === record ? null : rest;
}

function isActivePosition(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { symbol, strategyName, exchangeName, plan, openedAtMs } = value as Partial<ActivePosition>;
  return [symbol, strategyName, exchangeName].every((name) => typeof name === 'string') && isPlan(plan) && isCount(openedAtMs);
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
