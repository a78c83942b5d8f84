import { InputError } from '@tradewright/core';
import { isObject, type Fields } from './shape/fields.ts';
import { textOf } from './text-of.ts';
import { toError } from './to-error.ts';

/** What can be registered. */
export type RegistryKind = 'exchange' | 'strategy' | 'frame' | 'walker' | 'sizing' | 'risk' | 'optimizer';

/** What can be registered, known by its name only: changes of it. */
export type Change<T, Name extends keyof T> = Pick<T, Name> & { readonly [Field in keyof T]?: T[Field] | undefined };

/** Says what is wrong with the shape of a schema; empty when nothing is. */
type ShapeCheck = (schema: Fields) => string[];

/** Schemas of one kind by name. A schema that is refused leaves nothing behind. */
export class Registry<T extends object, Name extends keyof T & string> {
  readonly #kind: RegistryKind;
  readonly #nameField: Name;
  readonly #failuresOf: ShapeCheck;
  readonly #schemas = new Map<string, T>();
  /** Which runs are using a name. */
  readonly #users = new Map<string, Set<{ readonly by: string }>>();

  constructor(kind: RegistryKind, nameField: Name, failuresOf: ShapeCheck) {
    this.#kind = kind;
    this.#nameField = nameField;
    this.#failuresOf = failuresOf;
  }

  /** @throws {InputError} `registry/shape`, `registry/duplicate` */
  add(schema: T): void {
    const name = this.#checked(schema);
    if (this.#schemas.has(name)) throw new InputError('registry/duplicate', `${this.#kind} ${name} already exist`);
    this.#schemas.set(name, schema);
  }

  /** @throws {InputError} `registry/unknown` */
  get(name: string, source: string): T {
    const schema = this.#schemas.get(name);
    if (schema !== undefined) return schema;
    const known = [...this.#schemas.keys()].join(', ') || 'none';
    throw new InputError('registry/unknown', `${this.#kind} ${typeof name === 'string' ? name : textOf(name)} not found source=${source} (known: ${known})`);
  }

  /** In the order of registration. */
  list(): T[] {
    return [...this.#schemas.values()];
  }

  /** @throws {InputError} `registry/unknown`, `registry/in-use` */
  remove(name: string, source: string): void {
    this.get(name, source);
    this.#demandFree(name, source);
    this.#schemas.delete(name);
  }

  /**
   * Registers, in its place, a schema with some fields changed; explicit `undefined` changes nothing. On failure the
   * registered one stands.
   *
   * @throws {InputError} `registry/unknown`, `registry/in-use`, `registry/shape`
   */
  override(change: Change<T, Name>, source: string): void {
    const { name, fields } = this.#read(() => {
      if (!isObject(change)) throw this.#refusal(`a schema object is needed, got ${textOf(change)}`);
      return { name: change[this.#nameField] as string, fields: definedFields(change) };
    });
    const registered = this.get(name, source);
    this.#demandFree(name, source);
    const merged = this.#read(() => ({ ...detached(registered), ...fields }) as T);
    this.#checked(merged);
    this.#schemas.set(name, merged);
  }

  /**
   * Keeps a name from being removed or changed.
   *
   * @param by - who uses it, for the message to whoever tries
   * @returns the function that lets go of it; a second call of it does nothing
   */
  use(name: string, by: string): () => void {
    const use = { by };
    const users = this.#users.get(name) ?? new Set();
    this.#users.set(name, users.add(use));
    return () => {
      users.delete(use);
      if (users.size === 0 && this.#users.get(name) === users) this.#users.delete(name);
    };
  }

  #demandFree(name: string, source: string): void {
    const [first, ...others] = this.#users.get(name) ?? [];
    if (first === undefined) return;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    throw new InputError('registry/in-use', `${this.#kind} ${name} is in use by ${first.by}${more} source=${source}: stop it, or wait for its end, first`);
  }

  /** @returns the name of a schema that has its shape */
  #checked(schema: T): string {
    const { name, failures } = this.#read(() => {
      if (!isObject(schema)) throw this.#refusal(`a schema object is needed, got ${textOf(schema)}`);
      return { failures: this.#failuresOf(schema), name: (schema as Fields)[this.#nameField] };
    });
    if (failures.length > 0) throw this.#refusal(failures.join('; '));
    return name as string;
  }

  /** Reads what a user passed: its getters may throw. */
  #read<R>(read: () => R): R {
    try {
      return read();
    } catch (cause) {
      throw cause instanceof InputError ? cause : this.#refusal(`it cannot be read: ${toError(cause).message}`, cause);
    }
  }

  #refusal(what: string, cause?: unknown): InputError {
    return new InputError('registry/shape', `${this.#kind} schema validation failed: ${what}`, { cause });
  }
}

/**
 * The fields of a schema, also those it inherits. Inherited functions stay bound to it: those of a class may read
 * private fields, which a copy does not have.
 */
function detached(schema: object): Fields {
  const fields: Record<string, unknown> = {};
  for (let holder: object | null = schema; holder !== null && holder !== Object.prototype; holder = Object.getPrototypeOf(holder) as object | null) {
    for (const field of Object.getOwnPropertyNames(holder)) {
      if (field === 'constructor' || Object.hasOwn(fields, field)) continue;
      const value = (schema as Fields)[field];
      fields[field] = holder !== schema && typeof value === 'function' ? (value.bind(schema) as unknown) : value;
    }
  }
  return fields;
}

function definedFields(change: Fields): Fields {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
