import type { ActivePosition } from '@tradewright/core';
import { runKeyOf, type RiskRecord } from '@tradewright/core/run';
import { riskRowOf, slotOf } from './kv-rows.ts';
import type { ShelfParts } from './run-shelf.ts';

type Positions = Readonly<Record<string, ActivePosition>>;

/** The slots of one risk profile in rows. */
export class RiskShelf {
  readonly #parts: ShelfParts;
  readonly #riskName: string;
  readonly #account: string;
  #positions: Positions = {};

  constructor(parts: ShelfParts, riskName: string, account: string) {
    this.#parts = parts;
    this.#riskName = riskName;
    this.#account = account;
  }

  async load(): Promise<RiskRecord> {
    const rows: unknown = await this.#parts.persisted.risk(this.#name);
    const positions: [string, ActivePosition][] = [];
    for (const row of Array.isArray(rows) ? (rows as unknown[]) : []) {
      const slot = slotOf(Array.isArray(row) ? (row[1] as Parameters<typeof slotOf>[0]) : null);
      if (slot === null) this.#parts.warn(`A stored position under risk ${this.#riskName} does not say whose it is, and is not counted. The run that it belongs to takes its slot again when it starts.`);
      else positions.push([runKeyOf({ ...slot, account: this.#account }), slot]);
    }
    this.#positions = Object.fromEntries(positions);
    return { format: 1, riskName: this.#riskName, positions: this.#positions };
  }

  async save({ positions }: Pick<RiskRecord, 'positions'>): Promise<void> {
    await this.#parts.persisted.setRisk(Object.values(positions).map(riskRowOf), this.#name);
    this.#positions = positions;
  }

  /** Whether somebody takes a slot who has none. */
  grows({ positions }: Pick<RiskRecord, 'positions'>): boolean {
    return Object.keys(positions).some((runKey) => !Object.hasOwn(this.#positions, runKey));
  }

  get #name(): string {
    return this.#account === 'default' ? this.#riskName : `${this.#riskName}@${this.#account}`;
  }
}
