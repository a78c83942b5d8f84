import { EngineError, InputError, StoreError } from '@tradewright/core';
import { PersistBase } from '@tradewright/persist-fs';
import { textOf } from '../text-of.ts';
import { toError } from '../to-error.ts';
import type { EntityId, IPersistBase, TPersistBase, TPersistBaseCtor } from '../types.ts';

/** All that a class must have. */
const METHODS = ['waitForInit', 'readValue', 'hasValue', 'writeValue'] as const;

/** A class of the user's may have more than it must. */
type Backend = IPersistBase<object | null> & Partial<Pick<TPersistBase, 'removeValue'>>;

interface Opened {
  readonly backend: Backend;
  /** Its first `waitForInit`. */
  ready: Promise<void> | null;
}

/** Entities of one kind in a class of the user's, or in files: an instance of it for each name. */
export class Entities {
  readonly #kind: string;
  readonly #baseDir: string;
  #ctor: TPersistBaseCtor | null = null;
  #opened = new Map<string, Opened>();

  /** @param kind - for messages */
  constructor(kind: string, baseDir: string) {
    this.#kind = kind;
    this.#baseDir = baseDir;
  }

  /** Whether a user gave a class. */
  get given(): boolean {
    return this.#ctor !== null;
  }

  /** All later questions go to instances of this class. @throws {InputError} `persist/class` */
  use(ctor: TPersistBaseCtor): void {
    if (typeof ctor !== 'function') throw new InputError('persist/class', `The adapter for ${this.#kind} needs a class with the methods ${METHODS.join(', ')}, got ${textOf(ctor)}.`);
    this.#ctor = ctor;
    this.#opened = new Map();
  }

  /**
   * An entity, `null` where there is none.
   *
   * @throws {StoreError} `store/adapter`, to be tried again, whatever the class failed with
   * @throws {InputError} `persist/class`
   */
  async read(name: string, id: EntityId): Promise<unknown> {
    const backend = await this.#ready(name);
    return this.#asked(`${name}:${id} cannot be read`, async () => ((await backend.hasValue(id)) ? ((await backend.readValue(id)) ?? null) : null));
  }

  /** Replaces an entity; `null` removes it, or where the class cannot do that leaves `null` in its place. @throws as `read` */
  async write(name: string, id: EntityId, entity: object | null): Promise<void> {
    const backend = await this.#ready(name);
    await this.#asked(`${name}:${id} cannot be written`, async () => {
      if (entity !== null || typeof backend.removeValue !== 'function') await backend.writeValue(id, entity);
      else if (await backend.hasValue(id)) await backend.removeValue(id);
    });
  }

  async #ready(name: string): Promise<Backend> {
    const opened: Opened = this.#opened.get(name) ?? { backend: this.#construct(name), ready: null };
    this.#opened.set(name, opened);
    const { backend } = opened;
    await this.#asked(`${name} cannot be made ready`, async () => {
      if (opened.ready !== null) {
        await opened.ready;
        return backend.waitForInit(false);
      }
      opened.ready = Promise.resolve(backend.waitForInit(true));
      await opened.ready.catch((error: unknown) => {
        opened.ready = null; // the next question is the first one again
        throw error;
      });
    });
    return backend;
  }

  #construct(name: string): Backend {
    const Ctor = this.#ctor ?? PersistBase;
    let backend: unknown;
    try {
      backend = new Ctor(name, this.#baseDir);
    } catch (cause) {
      throw new InputError('persist/class', `The class for ${this.#kind} cannot be constructed: ${toError(cause).message}`, { cause });
    }
    const missing = METHODS.filter((method) => typeof Reflect.get(backend as object, method) !== 'function');
    if (missing.length > 0) throw new InputError('persist/class', `The class for ${this.#kind} needs the methods ${METHODS.join(', ')}; ${missing.join(', ')} is missing.`);
    return backend as Backend;
  }

  async #asked<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof EngineError) throw cause; // ours know whether to try again
      throw new StoreError('store/adapter', `${this.#kind} ${what}: ${toError(cause).message}`, { cause, retryable: true });
    }
  }
}
