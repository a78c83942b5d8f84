import { InputError } from '../error.ts';
import { slipped } from '../signal/pnl.ts';
import type { Fill, Plan, Signal } from '../signal/signal.ts';
import type { Open, Scheduled } from '../signal/state.ts';
import { formFailures } from '../signal/validate.ts';
import { describeFailure } from '../signal/describe.ts';
import { MINUTE_MS, type Price, type Quantity, type TimestampMs } from '../units.ts';
import type { Rules } from './rules.ts';

/** A signal as it was written down before a restart: by us, or by somebody's own store, so nothing is sure but its prices. */
export interface StoredSignal extends Omit<Signal, 'entryPrice'> {
  readonly entryPrice: Price;
  /** When it was made; absent in rows of old stores. */
  readonly createdAtMs?: TimestampMs | undefined;
  /** When it entered the market; absent while it waits, and in rows of old stores. */
  readonly openedAtMs?: TimestampMs | undefined;
  /** Whether its entry waited for its price. */
  readonly waits?: boolean | undefined;
  readonly quantity?: Quantity | undefined;
  /** How many partial levels it had come to. */
  readonly profitLevels?: number | undefined;
  readonly lossLevels?: number | undefined;
}

/** A state to go on from, and what had to be assumed for it. */
export interface Restored<State> {
  readonly state: State;
  readonly warnings: readonly string[];
}

/**
 * A position that was open before a restart (decision 27). Distances and lifetime are not judged anew: it was admitted
 * under the rules of its time. What it saw before is not known, so its extremes begin at the entry.
 *
 * @throws {InputError} `restore/signal` when its fields cannot be those of a signal
 */
export function restorePosition(stored: StoredSignal, nowMs: TimestampMs, rules: Rules): Restored<Open> {
  checkForm(stored);
  const warnings: string[] = [];
  const openedAtMs = positive(stored.openedAtMs) ?? positive(stored.createdAtMs) ?? assumed(nowMs, 'openedAtMs', stored, warnings);
  if (positive(stored.openedAtMs) === undefined && positive(stored.createdAtMs) !== undefined) warnings.push(`${named(stored)} has no openedAtMs; it is taken to have opened when it was made.`);
  const plan = planOf(stored, positive(stored.createdAtMs) ?? openedAtMs, stored.waits ?? false);
  const entry: Fill = {
    orderId: `${rules.key}:restored:${plan.id}`, atMs: openedAtMs, quotedPrice: plan.entryPrice, price: slipped(plan.entryPrice, plan.side, 'entry', rules.costs.slippageFrac),
    quantity: positive(stored.quantity) ?? 1, feeFrac: rules.costs.feeFrac,
  };
  const { profitFracs, lossFracs } = rules.partials;
  const position = {
    plan, entry, openedAtMs, expiresAtMs: openedAtMs + plan.lifetimeMs, highestPrice: plan.entryPrice, lowestPrice: plan.entryPrice, ambiguous: false,
    profitLevels: level(stored.profitLevels, profitFracs.length), lossLevels: level(stored.lossLevels, lossFracs.length), exit: null,
  };
  return { state: { kind: 'active', position, exitOrderId: null, nextAskMs: openedAtMs + rules.askEveryMs }, warnings };
}

/**
 * An entry that was waiting before a restart. Its time goes on from when it was made.
 *
 * @throws {InputError} `restore/signal` as `restorePosition`
 */
export function restoreScheduled(stored: StoredSignal, nowMs: TimestampMs, rules: Rules): Restored<Scheduled> {
  checkForm(stored);
  const warnings: string[] = [];
  const createdAtMs = positive(stored.createdAtMs) ?? assumed(nowMs, 'createdAtMs', stored, warnings);
  const plan = planOf(stored, createdAtMs, true);
  return { state: { kind: 'scheduled', plan, expiresAtMs: createdAtMs + rules.scheduleAwaitMs, orderId: null, nextAskMs: createdAtMs + rules.askEveryMs }, warnings };
}

function checkForm(stored: StoredSignal): void {
  // Stores that know no `undefined` write `null` for a note that is none.
  const failures = formFailures({ ...stored, note: stored?.note ?? undefined }, stored?.entryPrice);
  if (stored?.entryPrice === undefined) failures.push({ rule: 'number', field: 'entryPrice', value: undefined });
  if (failures.length > 0) throw new InputError('restore/signal', `${named(stored)} cannot be restored: ${failures.map((failure) => describeFailure(failure)).join('; ')}.`);
}

function planOf(stored: StoredSignal, createdAtMs: TimestampMs, waits: boolean): Plan {
  const { id, side, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMinutes, note } = stored;
  return { id: id ?? `restored@${createdAtMs}`, side, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMs: lifetimeMinutes * MINUTE_MS, note: note ?? '', createdAtMs, waits };
}

function assumed(nowMs: TimestampMs, field: string, stored: StoredSignal, warnings: string[]): TimestampMs {
  warnings.push(`${named(stored)} has no ${field}; its time is taken to begin now.`);
  return nowMs;
}

function named(stored: StoredSignal): string {
  return `Signal ${typeof stored?.id === 'string' ? stored.id : 'without an id'}`;
}

function positive(given: unknown): number | undefined {
  return typeof given === 'number' && given > 0 && given < Infinity ? given : undefined;
}

function level(given: unknown, most: number): number {
  return typeof given === 'number' && given > 0 ? Math.min(Math.floor(given), most) : 0;
}
