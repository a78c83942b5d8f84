import { plainChange, StoreConflictError, StoreError, type Change, type FencingToken, type Leases, type StateStore, type Stored, type StoredEvent } from '@tradewright/core';
import { CommitSlots, type CommitNumber } from './commit-slots.ts';
import type { Connections } from './connections.ts';
import type { PgFault } from './failure.ts';
import { givenText } from './kept-text.ts';
import { openConnections, type PgStoreOptions } from './open-connections.ts';
import { PgLeases } from './pg-leases.ts';
import { countOf, eventOf, storedOf } from './read-row.ts';
import { statementsOf, type Statements } from './statements.ts';

export type PgStateStoreOptions = PgStoreOptions;

const PAGE = 500;

/** State in PostgreSQL: every commit is one transaction, and many processes may share it. */
export class PgStateStore implements StateStore {
  readonly name: string = 'postgres';
  readonly can: StateStore['can'] = { shareAcrossProcesses: true };
  readonly leases: Leases;
  readonly #connections: Connections;
  readonly #statements: Statements;
  readonly #slots = new CommitSlots();

  private constructor(connections: Connections) {
    this.#connections = connections;
    this.#statements = statementsOf(connections.terms.schema);
    this.leases = new PgLeases(connections, this.#statements);
  }

  /**
   * Connects, and looks whether the server can be trusted and the tables are there.
   *
   * @throws {InputError} `store/options`
   * @throws {StoreError} the README lists the codes
   */
  static open(options: PgStateStoreOptions): Promise<PgStateStore> {
    return openConnections(options, async (connections) => {
      const store = new PgStateStore(connections);
      await connections.run(() => store.#statements.forgetSlots(), { doing: 'Clearing old commit slots' });
      return store;
    });
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    const rows = await this.#connections.run(() => this.#statements.load(keys), { doing: `Loading ${keys.length} keys` });
    return new Map(rows.map((row) => {
      const key = givenText(String(row['key']));
      return [key, storedOf(key, row)];
    }));
  }

  async commit(change: Change): Promise<void> {
    const plain = plainChange(change);
    const { fence } = change;
    let number: CommitNumber | undefined;
    // It is taken once there is a connection, so that there are about as many slots as connections.
    const statement = (): ReturnType<Statements['commit']> => this.#statements.commit({ number: (number ??= this.#slots.take(plain)), change: plain, fence });
    let isLost = false;
    try {
      await this.#connections.run(statement, { doing: `Committing ${plain.writes.map(({ key }) => key).join(', ')}`, isCommit: true });
    } catch (error) {
      isLost = error instanceof StoreError && error.code === 'store/uncertain';
      throw refusalOf(error as PgFault, fence) ?? error;
    } finally {
      if (number !== undefined && isLost) this.#slots.lose(number, plain);
      else if (number !== undefined) this.#slots.giveBack(number);
    }
  }

  async *events(key: string, afterVersion: number): AsyncGenerator<StoredEvent> {
    let [version, position] = [afterVersion, 2 ** 31 - 1];
    for (;;) {
      const rows = await this.#connections.run(() => this.#statements.events(key, version, position, PAGE), { doing: `Reading events of ${key}` });
      for (const row of rows) yield eventOf(key, row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      [version, position] = [countOf(last['version'], `version of an event of ${key}`), countOf(last['position'], `position of an event of ${key}`)];
    }
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }
}

/** What the database function says by codes of its own. */
function refusalOf({ code, detail = '{}' }: PgFault, fence: FencingToken | undefined): StoreConflictError | StoreError | undefined {
  if (code === 'TW001') {
    const { key, expected, actual } = JSON.parse(detail) as { key: string; expected: number; actual: number };
    return new StoreConflictError(givenText(key), expected, actual);
  }
  if (code === 'TW002') return new StoreError('store/fenced', `The lease ${fence?.lease} is held no longer with token ${fence?.token}.`);
  return undefined;
}
