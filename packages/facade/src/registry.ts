import { InputError, INTERVALS, isInterval } from '@tradewright/core';
import type { IExchangeSchema, IFrameSchema, IStrategySchema } from './types.ts';

/** What can be registered. */
export type RegistryKind = 'exchange' | 'strategy' | 'frame';

/** Says what is wrong with the shape of a schema; empty when nothing is. */
type ShapeCheck<T> = (schema: T) => string[];

/** Schemas of one kind by name. A schema that is refused leaves nothing behind. */
export class Registry<T extends object> {
  readonly #kind: RegistryKind;
  readonly #nameField: keyof T & string;
  readonly #check: ShapeCheck<T>;
  readonly #schemas = new Map<string, T>();

  constructor(kind: RegistryKind, nameField: keyof T & string, check: ShapeCheck<T>) {
    this.#kind = kind;
    this.#nameField = nameField;
    this.#check = check;
  }

  /** @throws {InputError} `registry/shape`, `registry/duplicate` */
  add(schema: T): void {
    if (typeof schema !== 'object' || schema === null) throw new InputError('registry/shape', `${this.#kind} schema validation failed: a schema object is needed, got ${String(schema)}`);
    const name = schema[this.#nameField];
    const failures = typeof name === 'string' && name !== '' ? this.#check(schema) : [`${this.#nameField} must be a non-empty string`, ...this.#check(schema)];
    if (failures.length > 0) throw new InputError('registry/shape', `${this.#kind} schema validation failed: ${failures.join('; ')}`);
    if (this.#schemas.has(name as string)) throw new InputError('registry/duplicate', `${this.#kind} ${String(name)} already exist`);
    this.#schemas.set(name as string, schema);
  }

  /** @throws {InputError} `registry/unknown` */
  get(name: string, source: string): T {
    const schema = this.#schemas.get(name);
    if (schema !== undefined) return schema;
    const known = [...this.#schemas.keys()].join(', ') || 'none';
    throw new InputError('registry/unknown', `${this.#kind} ${name} not found source=${source} (known: ${known})`);
  }

  /** In the order of registration. */
  list(): T[] {
    return [...this.#schemas.values()];
  }
}

function functions(schema: object, names: readonly string[]): string[] {
  return names.filter((name) => typeof (schema as Record<string, unknown>)[name] !== 'function').map((name) => `${name} must be a function`);
}

export function checkExchange(schema: IExchangeSchema): string[] {
  const failures = functions(schema, ['getCandles', 'formatPrice', 'formatQuantity']);
  const page = schema.maxCandlesPerRequest;
  if (page !== undefined && !(Number.isInteger(page) && page > 0)) failures.push(`maxCandlesPerRequest must be a positive integer, got ${String(page)}`);
  const source: unknown = schema.source;
  if (source !== undefined && !(typeof source === 'object' && source !== null && 'candles' in source && typeof source.candles === 'function')) failures.push('source must have a function candles');
  return failures;
}

const SIGNAL_INTERVALS: readonly string[] = ['1m', '3m', '5m', '15m', '30m', '1h'];

export function checkStrategy(schema: IStrategySchema): string[] {
  const failures = functions(schema, ['getSignal']);
  if (!SIGNAL_INTERVALS.includes(schema.interval)) failures.push(`interval must be one of ${SIGNAL_INTERVALS.join(' ')}, got ${String(schema.interval)}`);
  const history: unknown = schema.history;
  if (history === undefined) return failures;
  if (typeof history !== 'object' || history === null) return [...failures, `history must be an object, got ${history === null ? 'null' : typeof history}`];
  for (const [interval, count] of Object.entries(history) as [string, unknown][]) {
    if (!isInterval(interval) || !Number.isInteger(count) || Number(count) < 0) failures.push(`history must give a whole number of candles per known interval, got ${interval}: ${String(count)}`);
  }
  return failures;
}

export function checkFrame(schema: IFrameSchema): string[] {
  const failures: string[] = [];
  if (!(INTERVALS as readonly string[]).includes(schema.interval)) failures.push(`interval must be one of ${INTERVALS.join(' ')}, got ${String(schema.interval)}`);
  for (const field of ['startDate', 'endDate'] as const) {
    if (!(schema[field] instanceof Date) || Number.isNaN(schema[field].getTime())) failures.push(`${field} must be a valid Date`);
  }
  if (failures.length === 0 && schema.startDate >= schema.endDate) failures.push(`startDate ${schema.startDate.toISOString()} must be before endDate ${schema.endDate.toISOString()}`);
  return failures;
}
