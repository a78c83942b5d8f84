import { isDeepStrictEqual } from 'node:util';

const LONGEST_VALUE = 80;

/** Where two values differ first, in a few words, or `null`. Equal is meant bit for bit: `-0` is not `0`. */
export function firstDifference(left: unknown, right: unknown, path = ''): string | null {
  // The whole first: values mostly are equal, and that is found quickly.
  if (isDeepStrictEqual(left, right)) return null;
  if (!isRecord(left) || !isRecord(right)) return `${path === '' ? 'value' : path}: ${shown(left)} ≠ ${shown(right)}`;
  // The message of an error is not enumerable; where it was thrown is no part of it.
  const keys = [...Reflect.ownKeys(left), ...Reflect.ownKeys(right)].filter((key) => key !== 'stack');
  for (const key of new Set(keys)) {
    const found = firstDifference(Reflect.get(left, key), Reflect.get(right, key), path === '' ? String(key) : `${path}.${String(key)}`);
    if (found !== null) return found;
  }
  return `${path === '' ? 'value' : path}: ${shown(left)} and ${shown(right)} are of different kinds`;
}

/** The first event of two runs that differs; the names say which run is which. */
export function differentEvents(leftName: string, left: readonly object[], rightName: string, right: readonly object[]): string | null {
  const shorter = Math.min(left.length, right.length);
  for (let i = 0; i < shorter; i++) {
    const found = firstDifference(left[i], right[i]);
    if (found !== null) return `event ${i} (${kindOf(left[i])}), ${leftName} ≠ ${rightName}: ${found}`;
  }
  if (left.length === right.length) return null;
  const [name, more] = left.length > right.length ? [leftName, left[shorter]] : [rightName, right[shorter]];
  return `only ${name} has event ${shorter}: ${kindOf(more)}`;
}

function kindOf(event: object | undefined): string {
  return event !== undefined && 'kind' in event ? String(event.kind) : shown(event);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? typeof value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
