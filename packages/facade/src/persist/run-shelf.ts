import { alignDown, MINUTE_MS, type Open, type Rules, type TimestampMs } from '@tradewright/core';
import { recordOf, runKeyOf, type RunNames, type RunRecord } from '@tradewright/core/run';
import type { IScheduledSignalRow, ISignalRow, PartialData } from '../types.ts';
import type { Persisted } from './adapters.ts';
import type { KeyTurns } from './key-turns.ts';
import { levelsOf, positionOf, rowsOf, waitingOf } from './kv-rows.ts';

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

/** One entity, and what it was when it was read or written last. */
interface Slot<Row> {
  readonly id: string;
  json: string | null;
  readonly write: (row: Row | null, id: string) => Promise<void>;
}

/** The state of one run in rows. */
export class RunShelf {
  readonly #parts: RunShelfParts;
  #signal: Slot<ISignalRow> | null = null;
  #schedule: Slot<IScheduledSignalRow> | null = null;
  /** The signal whose levels are kept, and those. */
  #levels: { readonly id: string; readonly json: string } | null = null;

  constructor(parts: RunShelfParts) {
    this.#parts = parts;
  }

  /**
   * What the rows say; where there are none, that nothing lives.
   *
   * @throws {InputError} `restore/signal` for a row that cannot be one
   * @throws {StoreError} whatever a class failed with
   */
  async load(): Promise<RunRecord> {
    const { persisted } = this.#parts;
    const { symbol, strategyName } = this.#parts.names;
    const signal = await this.#find('signal', (id) => persisted.signal(symbol, strategyName, id));
    const schedule = await this.#find('waiting signal', (id) => persisted.schedule(symbol, strategyName, id));
    this.#signal = { id: signal.id, json: jsonOf(signal.row), write: (row, id) => persisted.setSignal(row, symbol, strategyName, id) };
    this.#schedule = { id: schedule.id, json: jsonOf(schedule.row), write: (row, id) => persisted.setSchedule(row, symbol, strategyName, id) };
    const nowMs = this.#parts.nowMs();
    // Ids of orders and signals are made of it, so it must be beyond all that it was before.
    const seq = Math.max(1, Math.floor(nowMs));
    const { state, sinceMs, warnings } = await this.#restored(signal.row, schedule.row, nowMs);
    for (const warning of warnings) this.#parts.warn(warning);
    return recordOf(this.#parts.names, { state, seq, order: null, processedMs: Math.min(sinceMs, nowMs), nextCandleMs: sinceMs });
  }

  /** First the signal, then what waits: after a crash in between the signal counts. */
  async save({ state }: Pick<RunRecord, 'state'>): Promise<void> {
    const rows = rowsOf(state, this.#parts.names);
    await put(this.#signal!, rows.signal);
    await put(this.#schedule!, rows.schedule);
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

  /**
   * The row of this run. The seeds name it by symbol and strategy; where another exchange has that name, or the account is
   * not the default one, it is `symbol@exchange`.
   */
  async #find<Row extends ISignalRow>(what: string, read: (id: string) => Promise<Row | null>): Promise<{ readonly id: string; readonly row: Row | null }> {
    const { symbol, strategyName, exchangeName, account } = this.#parts.names;
    const { claims, warn } = this.#parts;
    const own = account === 'default' ? `${symbol}@${exchangeName}` : `${symbol}@${exchangeName}@${account}`;
    const runKey = runKeyOf(this.#parts.names);
    const pair = JSON.stringify([symbol, strategyName]);
    let id = own;
    if (account === 'default') {
      const row = await read(symbol);
      if (row === null) {
        if ((claims.get(pair) ?? runKey) === runKey) id = symbol;
      } else if (this.#isOurs(row)) {
        id = symbol;
        claims.set(pair, runKey);
        return { id, row };
      } else {
        warn(`The stored ${what} of ${symbol} and ${strategyName} is of ${String(row.strategyName)} on ${String(row.exchangeName)}, not of ${this.#title}: it is left alone.`);
      }
      if (id === symbol) claims.set(pair, runKey);
    }
    const row = await read(own);
    return row === null ? { id, row } : { id: own, row };
  }

  /** Rows that do not say whose they are belong to whoever finds them. */
  #isOurs({ exchangeName = this.#parts.names.exchangeName, strategyName = this.#parts.names.strategyName }: Partial<ISignalRow>): boolean {
    return exchangeName === this.#parts.names.exchangeName && strategyName === this.#parts.names.strategyName;
  }

  /** The levels of all signals of a symbol are one entity. */
  async #saveLevels(state: Open | null): Promise<void> {
    const levels = state === null ? null : levelsOf(state, this.#parts.rules);
    const next = state === null || levels === null ? null : { id: state.position.plan.id, json: JSON.stringify(levels) };
    const before = this.#levels;
    if (next?.id === before?.id && next?.json === before?.json) return;
    const { persisted, turns } = this.#parts;
    const { symbol } = this.#parts.names;
    await turns.take([`partial:${symbol}`], async () => {
      const others = Object.entries(await persisted.levels(symbol)).filter(([id]) => id !== before?.id && id !== next?.id);
      await persisted.setLevels(Object.fromEntries(next === null ? others : [...others, [next.id, levels!]]), symbol);
    });
    this.#levels = next;
  }

  get #title(): string {
    const { symbol, strategyName, exchangeName } = this.#parts.names;
    return `${symbol} with ${strategyName} on ${exchangeName}`;
  }
}

/** Quiet commits write nothing; one that failed half-way goes on where it failed. */
async function put<Row extends object>(slot: Slot<Row>, row: Row | null): Promise<void> {
  const json = jsonOf(row);
  if (json === slot.json) return;
  await slot.write(row, slot.id);
  slot.json = json;
}

function jsonOf(row: object | null): string | null {
  return row === null ? null : JSON.stringify(row);
}
