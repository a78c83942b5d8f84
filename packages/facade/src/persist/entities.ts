import { EngineError, InputError, StoreError, type Clock, type DurationMs } from '@tradewright/core';
import { PersistBase } from '@tradewright/persist-fs';
import { textOf } from '../text-of.ts';
import { toError } from '../to-error.ts';
import type { EntityId, IPersistBase, TPersistBase, TPersistBaseCtor } from '../types.ts';

/** All that a class must have. */
const METHODS = ['waitForInit', 'readValue', 'hasValue', 'writeValue'] as const;

/**
 * A method that has not answered after this time has failed: a run must be able to say so, and to end. Short enough that
 * it is heard which method it was before the engine can only say that its store is slow.
 */
const CALL_LIMIT_MS: DurationMs = 8_000;

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
  readonly #clock: Clock;
  #ctor: TPersistBaseCtor | null = null;
  #generation = 0;
  #opened = new Map<string, Opened>();

  /**
   * @param kind - for messages
   * @param clock - the machine's: how long a class may take has nothing to do with the time a run lives in
   */
  constructor(kind: string, baseDir: string, clock: Clock) {
    this.#kind = kind;
    this.#baseDir = baseDir;
    this.#clock = clock;
  }

  /** Whether a user gave a class. */
  get given(): boolean {
    return this.#ctor !== null;
  }

  /** Grows with every class that is given: what an earlier one was told, the one of now does not know. */
  get generation(): number {
    return this.#generation;
  }

  /** All later questions go to instances of this class. @throws {InputError} `persist/class` */
  use(ctor: TPersistBaseCtor): void {
    if (typeof ctor !== 'function') throw new InputError('persist/class', `The adapter for ${this.#kind} needs a class with the methods ${METHODS.join(', ')}, got ${textOf(ctor)}.`);
    this.#ctor = ctor;
    this.#generation++;
    this.#opened = new Map();
  }

  /**
   * An entity, `null` where there is none.
   *
   * @throws {StoreError} `store/adapter`, to be tried again, whatever the class failed with, or that it gave no answer
   * @throws {InputError} `persist/class`
   */
  async read(name: string, id: EntityId): Promise<unknown> {
    const backend = await this.#ready(name);
    return this.#asked(`${name}:${id} cannot be read`, async () => {
      const has = await this.#call(backend, 'hasValue', () => backend.hasValue(id));
      return has ? ((await this.#call(backend, 'readValue', () => backend.readValue(id))) ?? null) : null;
    });
  }

  /** Replaces an entity; `null` removes it, or where the class cannot do that leaves `null` in its place. @throws as `read` */
  async write(name: string, id: EntityId, entity: object | null): Promise<void> {
    const backend = await this.#ready(name);
    await this.#asked(`${name}:${id} cannot be written`, async () => {
      if (entity !== null || typeof backend.removeValue !== 'function') await this.#call(backend, 'writeValue', () => backend.writeValue(id, entity));
      else if (await this.#call(backend, 'hasValue', () => backend.hasValue(id))) await this.#call(backend, 'removeValue', () => backend.removeValue?.(id));
    });
  }

  async #ready(name: string): Promise<Backend> {
    const opened: Opened = this.#opened.get(name) ?? { backend: this.#construct(name), ready: null };
    this.#opened.set(name, opened);
    const { backend } = opened;
    await this.#asked(`${name} cannot be made ready`, async () => {
      const init = (initial: boolean): Promise<void> => this.#call(backend, 'waitForInit', () => backend.waitForInit(initial));
      if (opened.ready !== null) {
        await opened.ready;
        return init(false);
      }
      opened.ready = init(true);
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

  /** One method of a class, which may never answer. */
  async #call<T>(backend: Backend, method: (typeof METHODS)[number] | 'removeValue', ask: () => T | PromiseLike<T>): Promise<Awaited<T>> {
    let callOff = (): void => undefined;
    const late = new Promise<never>((_resolve, giveUp) => {
      callOff = this.#clock.after(CALL_LIMIT_MS, () => giveUp(new Error(`${method} of ${nameOf(backend)} gave no answer within ${CALL_LIMIT_MS / 1000} s`)));
    });
    try {
      return await Promise.race([ask(), late]);
    } finally {
      callOff();
    }
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

function nameOf(backend: object): string {
  const { name } = backend.constructor;
  return name === '' ? 'a class without a name' : name;
}
