import { alignDown, MINUTE_MS, type Open, type Rules, type TimestampMs } from '@tradewright/core';
import { recordOf, type RunNames, type RunRecord } from '@tradewright/core/run';
import type { IScheduledSignalRow, ISignalRow, PartialData } from '../types.ts';
import type { Persisted } from './adapters.ts';
import type { KeyTurns } from './key-turns.ts';
import { levelsOf, positionOf, rowsOf, waitingOf } from './kv-rows.ts';
import { RowSlot } from './row-slot.ts';

export interface ShelfParts {
  readonly persisted: Persisted;
  readonly turns: KeyTurns;
  /** Hears of rows that are not used as they are. */
  readonly warn: (message: string) => void;
  /** Which run has the rows that the seeds name by symbol and strategy alone. */
  readonly claims: Map<string, string>;
}

export interface RunShelfParts extends ShelfParts {
  readonly names: RunNames;
  readonly rules: Rules;
  /** The clock of the run. */
  readonly nowMs: () => TimestampMs;
}

/** The state of one run in rows. */
export class RunShelf {
  readonly #parts: RunShelfParts;
  readonly #signal: RowSlot<ISignalRow>;
  readonly #schedule: RowSlot<IScheduledSignalRow>;
  /** The signal whose levels are kept, and those. */
  #levels: { readonly id: string; readonly json: string } | null = null;
  /** The class that keeps them. */
  #levelsGeneration: number;

  constructor(parts: RunShelfParts) {
    this.#parts = parts;
    const { persisted, names, warn, claims } = parts;
    const { symbol, strategyName } = names;
    this.#signal = new RowSlot({
      what: 'signal', names, warn, claims, entities: persisted.signals,
      read: (id) => persisted.signal(symbol, strategyName, id),
      write: (row, id) => persisted.setSignal(row, symbol, strategyName, id),
    });
    this.#schedule = new RowSlot({
      what: 'waiting signal', names, warn, claims, entities: persisted.schedules,
      read: (id) => persisted.schedule(symbol, strategyName, id),
      write: (row, id) => persisted.setSchedule(row, symbol, strategyName, id),
    });
    this.#levelsGeneration = persisted.partials.generation;
  }

  /**
   * What the rows say; where there are none, that nothing lives.
   *
   * @throws {InputError} `restore/signal` for a row that cannot be one
   * @throws {StoreError} whatever a class failed with
   */
  async load(): Promise<RunRecord> {
    const signal = await this.#signal.load();
    const schedule = await this.#schedule.load();
    const nowMs = this.#parts.nowMs();
    // Ids of orders and signals are made of it, so it must be beyond all that it was before.
    const seq = Math.max(1, Math.floor(nowMs));
    const { state, sinceMs, warnings } = await this.#restored(signal, schedule, nowMs);
    for (const warning of warnings) this.#parts.warn(warning);
    return recordOf(this.#parts.names, { state, seq, order: null, processedMs: Math.min(sinceMs, nowMs), nextCandleMs: sinceMs });
  }

  /** First the signal, then what waits: after a crash in between the signal counts. */
  async save({ state }: Pick<RunRecord, 'state'>): Promise<void> {
    const rows = rowsOf(state, this.#parts.names);
    await this.#signal.save(rows.signal);
    await this.#schedule.save(rows.schedule);
    await this.#saveLevels(state.kind === 'opened' || state.kind === 'active' ? state : null);
  }

  async #restored(signal: ISignalRow | null, schedule: IScheduledSignalRow | null, nowMs: TimestampMs): Promise<{ state: RunRecord['state']; sinceMs: TimestampMs; warnings: readonly string[] }> {
    if (signal !== null) {
      const levels: PartialData[string] | undefined = (await this.#parts.persisted.levels(this.#parts.names.symbol))[signal.id];
      const { state, warnings } = positionOf(signal, levels, nowMs, this.#parts.rules);
      if (levels !== undefined) this.#levels = { id: signal.id, json: JSON.stringify(levels) };
      const extra = schedule === null || schedule.id === signal.id ? [] : [`Signal ${schedule.id} of ${this.#title} waits while ${signal.id} lives: it is dropped.`];
      return { state, sinceMs: state.position.openedAtMs, warnings: [...warnings, ...extra] };
    }
    if (schedule === null) return { state: { kind: 'idle', nextAskMs: 0 }, sinceMs: alignDown(nowMs, MINUTE_MS), warnings: [] };
    const { state, warnings } = waitingOf(schedule, nowMs, this.#parts.rules);
    return { state, sinceMs: state.plan.createdAtMs, warnings };
  }

  /** The levels of all signals of a symbol are one entity. */
  async #saveLevels(state: Open | null): Promise<void> {
    const levels = state === null ? null : levelsOf(state, this.#parts.rules);
    const next = state === null || levels === null ? null : { id: state.position.plan.id, json: JSON.stringify(levels) };
    const before = this.#levels;
    const { persisted, turns } = this.#parts;
    const { generation } = persisted.partials;
    if (next?.id === before?.id && next?.json === before?.json && (next === null || generation === this.#levelsGeneration)) return;
    const { symbol } = this.#parts.names;
    await turns.take([`partial:${symbol}`], async () => {
      const others = Object.entries(await persisted.levels(symbol)).filter(([id]) => id !== before?.id && id !== next?.id);
      await persisted.setLevels(Object.fromEntries(next === null ? others : [...others, [next.id, levels!]]), symbol);
    });
    this.#levels = next;
    this.#levelsGeneration = generation;
  }

  get #title(): string {
    const { symbol, strategyName, exchangeName } = this.#parts.names;
    return `${symbol} with ${strategyName} on ${exchangeName}`;
  }
}
