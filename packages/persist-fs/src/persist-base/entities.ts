import { EngineError, InputError, StoreError } from '@tradewright/core';
import { join } from 'node:path';
import { nodeFileSystem } from '../file/node-file-system.ts';
import type { StoreWarning } from '../warning.ts';
import { EntityFiles } from './entity-files.ts';
import { idText, nameOf, type EntityId } from './entity-name.ts';

/** Whatever can be written as JSON; `null` says that there is none. */
export type Entity = object | null;

/** Entities by id, each in a JSON file of its own. To be extended: the seeds' base class, under the seeds' names. */
export interface PersistBase<EntityName extends string = string> {
  readonly entityName: EntityName;
  readonly baseDir: string;
  /** Where the entities live. */
  readonly _directory: string;
  /** Overridable: the file of an entity, anywhere. Other ids need other files. */
  _getFilePath(entityId: EntityId): string;
  /** Overridable: told of a damaged file that was set aside. What it throws stops the call that met the file. Default: a warning of the process. */
  _onWarning(warning: StoreWarning): void;
  /** Makes the directory, sweeps what a crash left and sets aside what is damaged. Does so once; call it as often as you like. */
  waitForInit(initial: boolean): Promise<void>;
  /** @throws {StoreError} `store/not-found`; `store/corrupt` when its file was damaged and nothing was written since */
  readValue<T extends Entity = object>(entityId: EntityId): Promise<T>;
  hasValue(entityId: EntityId): Promise<boolean>;
  /** Replaces it in one step, which survives a power cut once it resolves. @throws {StoreError} `store/value` for what is no JSON */
  writeValue<T extends Entity = Entity>(entityId: EntityId, entity: T): Promise<void>;
  /** @throws {StoreError} `store/not-found` */
  removeValue(entityId: EntityId): Promise<void>;
  removeAll(): Promise<void>;
  getCount(): Promise<number>;
  /** By id, in natural order: 2 before 10. */
  values<T extends Entity = object>(): AsyncGenerator<T>;
  keys(): AsyncGenerator<EntityId>;
  filter<T extends Entity = object>(predicate: (entity: T) => boolean): AsyncGenerator<T>;
  /** The first `total` of them, or of those the predicate takes. */
  take<T extends Entity = object>(total: number, predicate?: (entity: T) => boolean): AsyncGenerator<T>;
  [Symbol.asyncIterator](): AsyncIterableIterator<object>;
}

export interface PersistBaseConstructor {
  /** @param baseDir - default `<cwd>/logs/data`; the entities live in its directory of this name */
  new <EntityName extends string = string>(entityName: EntityName, baseDir?: string): PersistBase<EntityName>;
  /** For constructors that are functions: `PersistBase.call(this, entityName, baseDir)`. */
  (this: PersistBase, entityName: string, baseDir?: string): void;
  readonly prototype: PersistBase;
}

const FILES: unique symbol = Symbol('files');

/** The methods. Instances are made by the function below, since a class cannot be called without `new`. */
class Entities implements PersistBase {
  declare readonly entityName: string;
  declare readonly baseDir: string;
  declare readonly _directory: string;
  declare readonly [FILES]: EntityFiles;

  _getFilePath(entityId: EntityId): string {
    return join(this._directory, `${nameOf(idText(entityId))}.json`);
  }

  _onWarning({ kind, message }: StoreWarning): void {
    process.emitWarning(message, { type: 'StoreWarning', code: `store/${kind}` });
  }

  async waitForInit(_initial: boolean): Promise<void> {
    await this[FILES].ready();
  }

  async readValue<T extends Entity = object>(entityId: EntityId): Promise<T> {
    return (await this[FILES].read(idText(entityId))) as T;
  }

  async hasValue(entityId: EntityId): Promise<boolean> {
    return this[FILES].has(idText(entityId));
  }

  async writeValue<T extends Entity = Entity>(entityId: EntityId, entity: T): Promise<void> {
    const id = idText(entityId);
    await this[FILES].write(id, jsonOf(`${this.entityName}:${id}`, entity));
  }

  async removeValue(entityId: EntityId): Promise<void> {
    await this[FILES].remove(idText(entityId));
  }

  async removeAll(): Promise<void> {
    await this[FILES].removeAll();
  }

  async getCount(): Promise<number> {
    let count = 0;
    for await (const _ of this.keys()) count++;
    return count;
  }

  async *values<T extends Entity = object>(): AsyncGenerator<T> {
    for await (const id of this.keys()) {
      const found = await unlessGone(this.readValue<T>(id));
      if (found !== undefined) yield found;
    }
  }

  async *keys(): AsyncGenerator<EntityId> {
    yield* await this[FILES].ids();
  }

  async *filter<T extends Entity = object>(predicate: (entity: T) => boolean): AsyncGenerator<T> {
    for await (const entity of this.values<T>()) if (predicate(entity)) yield entity;
  }

  async *take<T extends Entity = object>(total: number, predicate: (entity: T) => boolean = () => true): AsyncGenerator<T> {
    let left = total;
    if (left <= 0) return;
    for await (const entity of this.filter<T>(predicate)) {
      yield entity;
      if (--left <= 0) return;
    }
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<object> {
    return this.values();
  }
}

/** A function that works as a base for classes and for functions, with the methods of the class above. */
function constructor(): PersistBaseConstructor {
  function PersistBase(this: Entities | undefined, entityName: string, baseDir: string = join(process.cwd(), 'logs', 'data')): void {
    if (!(this instanceof Entities)) throw new TypeError('PersistBase is a constructor: use new, or call it with an instance of what extends it.');
    if (typeof entityName !== 'string') throw new InputError('persist/entity-name', `Entities need a name that is a text, not ${typeof entityName}.`);
    Object.assign(this, { entityName, baseDir, _directory: join(baseDir, nameOf(entityName)) });
    Object.defineProperty(this, FILES, { value: new EntityFiles(this, nodeFileSystem), configurable: true });
  }
  PersistBase.prototype = Entities.prototype;
  Object.defineProperty(Entities.prototype, 'constructor', { value: PersistBase, writable: true, configurable: true });
  return PersistBase as unknown as PersistBaseConstructor;
}

export const PersistBase: PersistBaseConstructor = /* @__PURE__ */ constructor();

function jsonOf(name: string, entity: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(entity, null, 2);
  } catch (cause) {
    throw new StoreError('store/value', `Entity ${name} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (json === undefined) throw new StoreError('store/value', `Entity ${name} is no JSON: ${typeof entity}`);
  return json;
}

/** `undefined` for an entity that was removed since its key was listed. */
async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'store/not-found') return undefined;
    throw error;
  }
}
