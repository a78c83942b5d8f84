import type { ActivePosition } from '@tradewright/core';
import { emptyRecord, runKeyOf, type RiskRecord } from '@tradewright/core/run';
import type { RiskData } from '../types.ts';
import { riskRowOf, slotOf } from './kv-rows.ts';
import type { ShelfParts } from './run-shelf.ts';

type Positions = Readonly<Record<string, ActivePosition>>;
/** What no row of the seeds holds. */
type Memory = Pick<RiskRecord, 'states' | 'stops' | 'account'>;

/** The slots of one risk profile in rows, and what its ready rules remember in an entity of its own beside them. */
export class RiskShelf {
  readonly #parts: ShelfParts;
  readonly #riskName: string;
  readonly #account: string;
  #positions: Positions = {};
  /** Rows that do not say whose they are: they take no slot, and are not ours to throw away. */
  #strays: readonly unknown[] = [];
  readonly #toldOf = new Set<string>();
  /** The class that holds them. */
  #generation = -1;
  /** As it is kept; nobody else writes it. */
  #memory: string | undefined;

  constructor(parts: ShelfParts, riskName: string, account: string) {
    this.#parts = parts;
    this.#riskName = riskName;
    this.#account = account;
  }

  async load(): Promise<RiskRecord> {
    const positions: [string, ActivePosition][] = [];
    for (const row of await this.#rows()) {
      const slot = ownedBy(row);
      if (slot === null) this.#tellOf(row);
      else positions.push([runKeyOf({ ...slot, account: this.#account }), slot]);
    }
    this.#positions = Object.fromEntries(positions);
    return { ...emptyRecord(this.#riskName), ...(await this.#remembered()), positions: this.#positions };
  }

  async save({ positions, ...record }: Pick<RiskRecord, 'positions'> & Partial<Memory>): Promise<void> {
    const { persisted } = this.#parts;
    if (this.#generation !== persisted.positions.generation) {
      await this.#rows();
      this.#memory = undefined; // another class has not heard of it yet
    }
    const rows = Object.values(positions).map(riskRowOf);
    // Who takes a slot under the name of a stray row is who it belongs to.
    const strays = this.#strays.filter((stray) => !rows.some(([name]) => name === nameOf(stray)));
    await persisted.setRisk([...rows, ...(strays as RiskData)], this.#name);
    this.#strays = strays;
    this.#positions = positions;
    await this.#remember(record);
  }

  /** Whether somebody takes a slot who has none. */
  grows({ positions }: Pick<RiskRecord, 'positions'>): boolean {
    return Object.keys(positions).some((runKey) => !Object.hasOwn(this.#positions, runKey));
  }

  async #remembered(): Promise<Partial<Memory>> {
    const known: unknown = this.#memory === undefined ? await this.#parts.persisted.riskMemory(this.#name) : JSON.parse(this.#memory);
    // Whatever else is there is not ours.
    const { states = {}, stops = {}, account = null } = typeof known === 'object' && known !== null ? (known as Partial<Memory>) : {};
    this.#memory ??= JSON.stringify({ states, stops, account });
    return { states, stops, account };
  }

  /** Written where there is something new to remember only: profiles of the seeds have no such entity. */
  async #remember({ states = {}, stops = {}, account = null }: Partial<Memory>): Promise<void> {
    const memory = JSON.stringify({ states, stops, account });
    if (memory === (this.#memory ?? NOTHING)) return;
    await this.#parts.persisted.setRiskMemory(JSON.parse(memory) as object, this.#name);
    this.#memory = memory;
  }

  /** What the class of now holds. */
  async #rows(): Promise<readonly unknown[]> {
    const { persisted } = this.#parts;
    const { generation } = persisted.positions;
    const given: unknown = await persisted.risk(this.#name);
    const rows: readonly unknown[] = Array.isArray(given) ? given : [];
    this.#strays = rows.filter((row) => ownedBy(row) === null);
    this.#generation = generation;
    return rows;
  }

  /** Once, however often it is read. */
  #tellOf(stray: unknown): void {
    const json = JSON.stringify(stray);
    if (this.#toldOf.has(json)) return;
    this.#toldOf.add(json);
    this.#parts.warn(`A stored position under risk ${this.#riskName} does not say whose it is, and is not counted. The run that it belongs to takes its slot again when it starts.`);
  }

  get #name(): string {
    return this.#account === 'default' ? this.#riskName : `${this.#riskName}@${this.#account}`;
  }
}

const NOTHING = JSON.stringify({ states: {}, stops: {}, account: null });

function ownedBy(row: unknown): ActivePosition | null {
  return slotOf(Array.isArray(row) ? (row[1] as Parameters<typeof slotOf>[0]) : null);
}

function nameOf(row: unknown): unknown {
  return Array.isArray(row) ? row[0] : undefined;
}
