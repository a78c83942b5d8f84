import type { ActivePosition } from '@tradewright/core';
import { emptyRecord, runKeyOf, type RiskRecord } from '@tradewright/core/run';
import type { RiskData } from '../types.ts';
import { riskRowOf, slotOf } from './kv-rows.ts';
import type { ShelfParts } from './run-shelf.ts';

type Positions = Readonly<Record<string, ActivePosition>>;

/** The slots of one risk profile in rows. */
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
    return { ...emptyRecord(this.#riskName), positions: this.#positions };
  }

  async save({ positions }: Pick<RiskRecord, 'positions'>): Promise<void> {
    const { persisted } = this.#parts;
    if (this.#generation !== persisted.positions.generation) await this.#rows();
    const rows = Object.values(positions).map(riskRowOf);
    // Who takes a slot under the name of a stray row is who it belongs to.
    const strays = this.#strays.filter((stray) => !rows.some(([name]) => name === nameOf(stray)));
    await persisted.setRisk([...rows, ...(strays as RiskData)], this.#name);
    this.#strays = strays;
    this.#positions = positions;
  }

  /** Whether somebody takes a slot who has none. */
  grows({ positions }: Pick<RiskRecord, 'positions'>): boolean {
    return Object.keys(positions).some((runKey) => !Object.hasOwn(this.#positions, runKey));
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

function ownedBy(row: unknown): ActivePosition | null {
  return slotOf(Array.isArray(row) ? (row[1] as Parameters<typeof slotOf>[0]) : null);
}

function nameOf(row: unknown): unknown {
  return Array.isArray(row) ? row[0] : undefined;
}
