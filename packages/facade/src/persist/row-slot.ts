import { runKeyOf, type RunNames } from '@tradewright/core/run';
import type { ISignalRow } from '../types.ts';
import type { Entities } from './entities.ts';

export interface RowSlotParts<Row extends ISignalRow> {
  /** For messages. */
  readonly what: string;
  readonly names: RunNames;
  /** Where the rows are kept. */
  readonly entities: Entities;
  readonly read: (id: string) => Promise<Row | null>;
  readonly write: (row: Row | null, id: string) => Promise<void>;
  /** Hears of rows that are not used as they are. */
  readonly warn: (message: string) => void;
  /** Which run has the rows that the seeds name by symbol and strategy alone. */
  readonly claims: Map<string, string>;
}

/** One row of a run, as it was when it was read or written last. */
export class RowSlot<Row extends ISignalRow> {
  readonly #parts: RowSlotParts<Row>;
  #id = '';
  #json: string | null = null;
  /** The class that `#id` and `#json` speak of. */
  #generation = -1;

  constructor(parts: RowSlotParts<Row>) {
    this.#parts = parts;
  }

  async load(): Promise<Row | null> {
    const { generation } = this.#parts.entities;
    const { id, row } = await this.#find();
    this.#id = id;
    this.#json = jsonOf(row);
    this.#generation = generation;
    return row;
  }

  /** Quiet commits write nothing; one that failed half-way goes on where it failed. */
  async save(row: Row | null): Promise<void> {
    // Another class has been given: what it holds is not what the one before it was told.
    if (this.#generation !== this.#parts.entities.generation) await this.load();
    const json = jsonOf(row);
    if (json === this.#json) return;
    await this.#parts.write(row, this.#id);
    this.#json = json;
  }

  /**
   * The row of this run. The seeds name it by symbol and strategy; where another exchange has that name, or the account is
   * not the default one, it is `symbol@exchange`.
   */
  async #find(): Promise<{ readonly id: string; readonly row: Row | null }> {
    const { what, names, read, claims, warn } = this.#parts;
    const { symbol, strategyName, exchangeName, account } = names;
    const own = account === 'default' ? `${symbol}@${exchangeName}` : `${symbol}@${exchangeName}@${account}`;
    const runKey = runKeyOf(names);
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
        warn(`The stored ${what} of ${symbol} and ${strategyName} is of ${String(row.strategyName)} on ${String(row.exchangeName)}, not of ${symbol} with ${strategyName} on ${exchangeName}: it is left alone.`);
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
}

function jsonOf(row: object | null): string | null {
  return row === null ? null : JSON.stringify(row);
}
