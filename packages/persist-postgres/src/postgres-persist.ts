import { isAbsolute, relative, resolve, sep } from 'node:path';
import { Connections } from './connections.ts';
import { EntityTable, named, type EntityPlace } from './entity-table.ts';
import { termsOf, type PgOptions } from './options.ts';

const natural = new Intl.Collator('en', { numeric: true });
const PAGE = 200;

/** The values of one entity name, with the methods of the seeds' persistence classes. */
export class PostgresPersist<Entity extends object | null = object | null> {
  readonly entityName: string;
  readonly baseDir: string;
  readonly #table: EntityTable;
  readonly #place: EntityPlace;

  constructor(table: EntityTable, entityName: string, baseDir: string) {
    this.entityName = entityName;
    this.baseDir = baseDir;
    this.#table = table;
    this.#place = { entityName, baseDir: sharedPath(baseDir) };
  }

  /** @throws {StoreError} when the server or the tables are not there */
  async waitForInit(_initial: boolean): Promise<void> {
    await this.#table.check();
  }

  /** @throws {Error} when there is none */
  async readValue(entityId: string | number): Promise<Entity> {
    const id = String(entityId);
    const found = await this.#table.read(this.#place, [id]);
    if (!found.has(id)) throw this.#notFound(id);
    return found.get(id) as Entity;
  }

  hasValue(entityId: string | number): Promise<boolean> {
    return this.#table.has(this.#place, String(entityId));
  }

  writeValue(entityId: string | number, entity: Entity): Promise<void> {
    return this.#table.write(this.#place, String(entityId), entity);
  }

  /** @throws {Error} when there is none */
  async removeValue(entityId: string | number): Promise<void> {
    const id = String(entityId);
    // Looked up before: a removal that is sent again, because its answer was lost, finds nothing any more.
    if (!(await this.#table.has(this.#place, id))) throw this.#notFound(id);
    await this.#table.remove(this.#place, id);
  }

  removeAll(): Promise<void> {
    return this.#table.removeAll(this.#place);
  }

  async getCount(): Promise<number> {
    return (await this.#table.ids(this.#place)).length;
  }

  /** In natural order: `a2` before `a10`. */
  async *keys(): AsyncGenerator<string> {
    yield* await this.#ids();
  }

  /** In the order of `keys`. What is removed meanwhile is left out. */
  async *values(): AsyncGenerator<Entity> {
    const ids = await this.#ids();
    for (let at = 0; at < ids.length; at += PAGE) {
      const page = ids.slice(at, at + PAGE);
      const found = await this.#table.read(this.#place, page);
      for (const id of page) if (found.has(id)) yield found.get(id) as Entity;
    }
  }

  async *filter(predicate: (entity: Entity) => boolean): AsyncGenerator<Entity> {
    for await (const entity of this.values()) if (predicate(entity)) yield entity;
  }

  async *take(total: number, predicate: (entity: Entity) => boolean = () => true): AsyncGenerator<Entity> {
    if (total <= 0) return;
    let taken = 0;
    for await (const entity of this.filter(predicate)) {
      yield entity;
      if (++taken >= total) return;
    }
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Entity> {
    return this.values();
  }

  async #ids(): Promise<string[]> {
    return (await this.#table.ids(this.#place)).sort(natural.compare);
  }

  #notFound(id: string): Error {
    return new Error(`Entity ${named(this.#place, id)} not found`);
  }
}

/** A class that is constructed with `(entityName, baseDir)`, as the seeds' adapters do. */
export interface PostgresPersistClass {
  new <Entity extends object | null = object | null>(entityName: string, baseDir?: string): PostgresPersist<Entity>;
  /** Ends the connections of all its instances; a pool that was given goes on. */
  close(): Promise<void>;
}

/**
 * Makes a class for `PersistSignalAdapter.usePersistSignalAdapter(…)` and its siblings. Their values are kept in the table
 * `entity_data`; each write is durable when it resolves, but no transaction spans several.
 *
 * @throws {InputError} `store/options`
 */
export function postgresPersist(options: PgOptions): PostgresPersistClass {
  const table = new EntityTable(new Connections(termsOf(options)));
  return class<Entity extends object | null> extends PostgresPersist<Entity> {
    constructor(entityName: string, baseDir: string = './logs/data') {
      super(table, entityName, baseDir);
    }

    static close(): Promise<void> {
      return table.close();
    }
  };
}

/** Adapters tell signals, schedules and risks apart by directory only. Inside the working directory it is the same on every machine. */
function sharedPath(baseDir: string): string {
  const inside = relative(process.cwd(), resolve(baseDir));
  const path = inside.startsWith('..') || isAbsolute(inside) ? resolve(baseDir) : inside;
  return path.replaceAll(sep, '/');
}
