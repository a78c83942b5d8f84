import { isDeepStrictEqual } from 'node:util';
import type { Note } from './notebook.ts';

const LONGEST_VALUE = 80;

/** Where two values differ first, in a few words, or `null`. Equal is meant bit for bit: `-0` is not `0`. */
function firstDifference(left: unknown, right: unknown, path: string): string | null {
  if (isDeepStrictEqual(left, right)) return null;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return `${path}: ${shown(left)} ≠ ${shown(right)}`;
  for (const key of new Set([...Reflect.ownKeys(left), ...Reflect.ownKeys(right)])) {
    const found = key === 'stack' ? null : firstDifference(Reflect.get(left, key), Reflect.get(right, key), `${path}.${String(key)}`);
    if (found !== null) return found;
  }
  return `${path}: ${shown(left)} and ${shown(right)} are of different kinds`;
}

/** The first note of two runs that differs; the names say which run is which. */
export function differentNotes(leftName: string, left: readonly Note[], rightName: string, right: readonly Note[]): string | null {
  const shorter = Math.min(left.length, right.length);
  for (let i = 0; i < shorter; i++) {
    const found = firstDifference(left[i], right[i], 'note');
    if (found !== null) return `note ${i} (${left[i]!.kind}), ${leftName} ≠ ${rightName}: ${found}`;
  }
  if (left.length === right.length) return null;
  const [name, more] = left.length > right.length ? [leftName, left[shorter]!] : [rightName, right[shorter]!];
  return `only ${name} has note ${shorter}: ${more.kind} ${shown(more.given)}`;
}

/** The same for each kind of note by itself: hooks that wait for candles do not wait for each other. */
export function differentByKind(leftName: string, left: readonly Note[], rightName: string, right: readonly Note[]): string | null {
  for (const kind of new Set([...left, ...right].map((note) => note.kind))) {
    const of = (notes: readonly Note[]): Note[] => notes.filter((note) => note.kind === kind);
    const found = differentNotes(leftName, of(left), rightName, of(right));
    if (found !== null) return found;
  }
  return null;
}

function shown(value: unknown): string {
  const text = Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? typeof value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
