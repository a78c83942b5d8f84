import { textOf } from '../text-of.ts';

/** A schema before it is known to be one: users without a type checker pass anything. */
export type Fields = Readonly<Record<string, unknown>>;

export function isObject(given: unknown): given is Fields {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

export function isName(given: unknown): given is string {
  return typeof given === 'string' && given.trim() !== '';
}

export function isAscending(startDate: unknown, endDate: unknown): boolean {
  return startDate instanceof Date && endDate instanceof Date && startDate < endDate;
}

export function nameFailures(schema: Fields, fields: readonly string[]): string[] {
  return fields.filter((field) => !isName(schema[field])).map((field) => `${field} must be a non-empty string, got ${textOf(schema[field])}`);
}

export function functionFailures(schema: Fields, fields: readonly string[]): string[] {
  return fields.filter((field) => typeof schema[field] !== 'function').map((field) => `${field} must be a function, got ${textOf(schema[field])}`);
}

export function choiceFailures(schema: Fields, field: string, choices: readonly string[]): string[] {
  return choices.includes(schema[field] as string) ? [] : [`${field} must be one of ${choices.join(' ')}, got ${textOf(schema[field])}`];
}

export function dateFailures(schema: Fields, fields: readonly string[], where = ''): string[] {
  return fields.flatMap((field) => {
    const date = schema[field];
    if (!(date instanceof Date) || Number.isNaN(date.getTime())) return [`${where}${field} must be a valid Date, got ${textOf(date)}`];
    return date.getTime() < 0 ? [`${where}${field} must not lie before 1970, got ${textOf(date)}`] : [];
  });
}

export function rangeFailures(range: unknown, field: string): string[] {
  if (!isObject(range)) return [`${field} must be an object with startDate and endDate, got ${textOf(range)}`];
  const failures = dateFailures(range, ['startDate', 'endDate'], `${field}.`);
  if (failures.length === 0 && !isAscending(range.startDate, range.endDate)) failures.push(`${field}.startDate ${textOf(range.startDate)} must be before its endDate ${textOf(range.endDate)}`);
  return failures;
}

interface Bounds {
  readonly above?: number;
  readonly below?: number;
  readonly from?: number;
  readonly to?: number;
}

/** @param what - what the number must be, in words */
export function numberFailures(schema: Fields, field: string, { above = -Infinity, below = Infinity, from = -Infinity, to = Number.MAX_VALUE }: Bounds, what: string): string[] {
  const value = schema[field];
  const holds = typeof value === 'number' && Number.isFinite(value) && value > above && value < below && value >= from && value <= to;
  return holds ? [] : [`${field} must be ${what}, got ${textOf(value)}`];
}

/** What every schema may have besides: a note, and callbacks of known names. */
export function commonFailures(schema: Fields, callbacks: readonly string[]): string[] {
  const { note } = schema;
  const failures = functionsOf(schema, 'callbacks', callbacks);
  return note === undefined || typeof note === 'string' ? failures : [`note must be a string, got ${textOf(note)}`, ...failures];
}

/** A field that may hold some of these functions. Other fields of it are the user's own. */
export function functionsOf(schema: Fields, field: string, names: readonly string[]): string[] {
  const held = schema[field];
  if (held === undefined) return [];
  if (!isObject(held)) return [`${field} must be an object of functions, got ${textOf(held)}`];
  return names.filter((name) => held[name] !== undefined && typeof held[name] !== 'function').map((name) => `${field}.${name} must be a function, got ${textOf(held[name])}`);
}
