import { InputError, StoreError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { RiskEvent } from '../../ports/risk-rule.ts';
import type { Stored } from '../../ports/state-store.ts';
import type { Position } from '../../signal/position.ts';
import type { TimestampMs } from '../../units.ts';
import { foldStates, type RuleStates } from '../rule-memory.ts';
import { isAccountRecord, withEntry, withResult, type AccountRecord } from './account-record.ts';
import type { Learners } from './ledger-change.ts';
import { everyField, isCount, isFields, isPlan, isPrice } from './stored-value.ts';

const FORMAT = 2;
/** Positions alone, each of one unit: rules remembered nothing then, and there were no sizes. */
const POSITIONS_ALONE = 1;

export type Positions = Readonly<Record<string, ActivePosition>>;

/** A rule had all positions closed that had been opened by an instant. */
export interface Stop {
  readonly reason: string;
  readonly atMs: TimestampMs;
}

/** What is stored under `risk:<name>`. */
export interface RiskRecord {
  readonly format: typeof FORMAT;
  readonly riskName: string;
  /** Who holds a slot, by the key of the run. */
  readonly positions: Positions;
  /** What the rules remember. */
  readonly states: RuleStates;
  /** The last stop of each rule, by its name. */
  readonly stops: Readonly<Record<string, Stop>>;
  /** `null` where nobody has given it capital. */
  readonly account: AccountRecord | null;
}

/** What is learnt from a run: by its rules, or by the account. */
export type LedgerEvent =
  | RiskEvent
  | { readonly kind: 'opened'; readonly position: Position }
  /** What was reserved did not come to be. */
  | { readonly kind: 'released' };

export function emptyRecord(riskName: string): RiskRecord {
  return { format: FORMAT, riskName, positions: {}, states: {}, stops: {}, account: null };
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
  const { format, positions, states = {}, stops = {}, account = null } = stored.value as { readonly format?: unknown } & Partial<Omit<RiskRecord, 'format'>>;
  if (typeof format === 'number' && format > FORMAT) throw new StoreError('store/version', `${key} was written in format ${format} by a newer Tradewright; this one knows format ${FORMAT}.`);
  const held = format === POSITIONS_ALONE ? ofOneUnit(positions) : positions;
  const known = format === FORMAT || format === POSITIONS_ALONE;
  if (!known || !everyField(held, isActivePosition) || !everyField(states, () => true) || !everyField(stops, isStop) || !(account === null || isAccountRecord(account))) {
    throw new InputError('restore/risk', `${key} holds no record of positions. Nothing was changed; see what is stored there, or remove the key to begin with no positions.`);
  }
  return { ...empty, positions: held as Positions, states, stops, account };
}

function ofOneUnit(positions: unknown): unknown {
  if (!isFields(positions)) return positions;
  return Object.fromEntries(Object.entries(positions).map(([key, position]: [string, unknown]) => [key, isFields(position) ? { quantity: 1, ...position } : position]));
}

/** The record once a run holds something else, or nothing any more (`null`). */
export function withSlot(record: RiskRecord, runKey: string, position: ActivePosition | null): RiskRecord {
  const before = Object.hasOwn(record.positions, runKey) ? record.positions[runKey]! : null;
  if (before?.plan.id === position?.plan.id) return record;
  const others = Object.entries(record.positions).filter(([key]) => key !== runKey);
  return { ...record, positions: Object.fromEntries(position === null ? others : [...others, [runKey, position]]) };
}

/** The record once it is known what happened to a run. */
export function withEvents(record: RiskRecord, runKey: string, { rules = [], onFault }: Learners, events: readonly LedgerEvent[]): RiskRecord {
  return events.reduce((before, event) => {
    const { account } = before;
    if (event.kind === 'released') return before;
    if (event.kind === 'opened') return account === null ? before : { ...before, account: withEntry(account, runKey, event.position) };
    const states = foldStates(rules, before.states, event, onFault);
    if (account !== null && event.kind === 'closed') return { ...before, states, account: withResult(account, runKey, event.netQuote) };
    return states === before.states ? before : { ...before, states };
  }, record);
}

/** The record once a rule has everything closed; the same where all that is open is to be closed by that rule already. */
export function withStop(record: RiskRecord, { rules = [], onFault }: Learners, ruleName: string, stop: Stop, equityQuote: number | null): RiskRecord {
  const { stops, positions } = record;
  const last = Object.hasOwn(stops, ruleName) ? stops[ruleName]! : null;
  if (last !== null && Object.values(positions).every(({ openedAtMs }) => openedAtMs <= last.atMs)) return record;
  const states = foldStates(rules, record.states, { kind: 'stopped', nowMs: stop.atMs, equityQuote, ruleName, reason: stop.reason }, onFault);
  return { ...record, states, stops: { ...stops, [ruleName]: stop } };
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
  const { symbol, strategyName, exchangeName, plan, openedAtMs, quantity } = value as Partial<ActivePosition>;
  return [symbol, strategyName, exchangeName].every((name) => typeof name === 'string') && isPlan(plan) && isCount(openedAtMs) && isPrice(quantity);
}

function isStop(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { reason, atMs } = value as Partial<Stop>;
  return typeof reason === 'string' && isCount(atMs);
}
