import { StoreError } from '@tradewright/core';
import { sql, type CompiledQuery } from 'kysely';
import { checkVersion } from './check-server.ts';
import type { Connections, Row } from './connections.ts';
import { givenText, keptJson, keptText } from './kept-text.ts';
import { jsonOf } from './read-row.ts';
import { queriesOf } from './tables.ts';

/** Whose entities: the base directory, made the same for everybody who works in it, and their name. */
export interface EntityPlace {
  readonly baseDir: string;
  readonly entityName: string;
}

/** The table `entity_data`. */
export class EntityTable {
  readonly #connections: Connections;
  readonly #db: ReturnType<typeof queriesOf>;
  #checked: Promise<void> | undefined;

  constructor(connections: Connections) {
    this.#connections = connections;
    this.#db = queriesOf(connections.terms.schema);
  }

  /** Looks once whether the tables are there. */
  async check(): Promise<void> {
    this.#checked ??= checkVersion(this.#connections);
    try {
      await this.#checked;
    } catch (error) {
      this.#checked = undefined;
      throw error;
    }
  }

  /** Those of the ids that are there. */
  async read(place: EntityPlace, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const query = this.#where(place).select(['entity_id', sql`value::text`.as('value')]).where('entity_id', '=', sql<string>`any(${ids.map(keptText)}::text[])`);
    const rows = await this.#run('Reading', place, query.compile());
    return new Map(rows.map((row) => {
      const id = idOf(row);
      return [id, jsonOf(row['value'], `value of ${named(place, id)}`)];
    }));
  }

  async has(place: EntityPlace, id: string): Promise<boolean> {
    return (await this.#run('Looking into', place, this.#where(place).select('entity_id').where('entity_id', '=', keptText(id)).compile())).length > 0;
  }

  /** @throws {StoreError} `store/value` */
  async write(place: EntityPlace, id: string, value: unknown): Promise<void> {
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) throw new StoreError('store/value', `${named(place, id)}: the value is no JSON: ${typeof value}`);
    const row = { value: keptJson(json), updated_at: sql<Date>`clock_timestamp()` };
    const key = { base_dir: keptText(place.baseDir), entity_name: keptText(place.entityName), entity_id: keptText(id) };
    const query = this.#db.insertInto('entity_data').values({ ...key, ...row }).onConflict((conflict) => conflict.columns(['base_dir', 'entity_name', 'entity_id']).doUpdateSet(row));
    await this.#run('Writing', place, query.compile());
  }

  async remove(place: EntityPlace, id: string): Promise<void> {
    await this.#run('Removing from', place, this.#deleting(place).where('entity_id', '=', keptText(id)).compile());
  }

  async removeAll(place: EntityPlace): Promise<void> {
    await this.#run('Clearing', place, this.#deleting(place).compile());
  }

  async ids(place: EntityPlace): Promise<string[]> {
    return (await this.#run('Listing', place, this.#where(place).select('entity_id').compile())).map(idOf);
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  #run(doing: string, place: EntityPlace, query: CompiledQuery): Promise<readonly Row[]> {
    return this.#connections.run(() => query, { doing: `${doing} ${place.entityName}` });
  }

  #where({ baseDir, entityName }: EntityPlace) {
    return this.#db.selectFrom('entity_data').where('base_dir', '=', keptText(baseDir)).where('entity_name', '=', keptText(entityName));
  }

  #deleting({ baseDir, entityName }: EntityPlace) {
    return this.#db.deleteFrom('entity_data').where('base_dir', '=', keptText(baseDir)).where('entity_name', '=', keptText(entityName));
  }
}

/** How errors call an entity. */
export function named({ entityName }: EntityPlace, id: string): string {
  return `${entityName}:${id}`;
}

function idOf(row: Row): string {
  return givenText(String(row['entity_id']));
}
