/** Whether two values that are not equal count as equal in the field they stand in. */
export type Agreement = (left: unknown, right: unknown, field: string) => boolean;

interface Difference {
  readonly path: string;
  readonly told: string;
}

const LONGEST_VALUE = 80;
const NONE: Agreement = () => false;

/**
 * Where two values differ first, in a few words, or `null`. Equal is meant bit for bit: `-0` is not `0`, and a field that is
 * absent is not one that is undefined. Made for plain data, dates and errors; maps and sets are equal to themselves only.
 */
export function firstDifference(left: unknown, right: unknown, agree: Agreement = NONE): string | null {
  const found = differenceAt('', left, right, agree);
  return found === null ? null : `${found.path === '' ? 'value' : found.path}: ${found.told}`;
}

/** The first event of two runs that differs; the names say which run is which. */
export function differentEvents(leftName: string, left: readonly object[], rightName: string, right: readonly object[]): string | null {
  const shorter = Math.min(left.length, right.length);
  for (let i = 0; i < shorter; i++) {
    const found = firstDifference(left[i], right[i]);
    if (found !== null) return `event ${i} (${kindOf(left[i]!)}), ${leftName} ≠ ${rightName}: ${found}`;
  }
  if (left.length === right.length) return null;
  const [name, more] = left.length > right.length ? [leftName, left[shorter]!] : [rightName, right[shorter]!];
  return `only ${name} has event ${shorter}: ${kindOf(more)}`;
}

/** The place is put together on the way back, for most values do not differ. */
function differenceAt(field: string, left: unknown, right: unknown, agree: Agreement): Difference | null {
  if (Object.is(left, right) || agree(left, right, field)) return null;
  if (!isObject(left) || !isObject(right)) return { path: '', told: `${shown(left)} ≠ ${shown(right)}` };
  if (!isComparable(left, right)) return { path: '', told: `${shown(left)} and ${shown(right)} are not the same` };
  for (const key of Reflect.ownKeys(left)) {
    const found = differenceIn(key, left, right, agree);
    if (found !== null) return found;
  }
  for (const key of Reflect.ownKeys(right)) {
    const found = Object.hasOwn(left, key) ? null : differenceIn(key, left, right, agree);
    if (found !== null) return found;
  }
  return null;
}

function differenceIn(key: string | symbol, left: object, right: object, agree: Agreement): Difference | null {
  if (key === 'stack') return null; // where an error was thrown is no part of it; its message is, though not enumerable
  const name = String(key);
  const one: unknown = Reflect.get(left, key);
  const other: unknown = Reflect.get(right, key);
  if (Object.hasOwn(left, key) !== Object.hasOwn(right, key) && !agree(one, other, name)) return { path: name, told: `only ${Object.hasOwn(left, key) ? 'the first' : 'the second'} has it` };
  const found = differenceAt(name, one, other, agree);
  return found === null ? null : { path: found.path === '' ? name : `${name}.${found.path}`, told: found.told };
}

/** Whether their fields are all that can be different about them. */
function isComparable(left: object, right: object): boolean {
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right) || left instanceof Map || left instanceof Set) return false;
  return !(left instanceof Date) || Object.is(left.getTime(), (right as Date).getTime());
}

function kindOf(event: object): string {
  return 'kind' in event ? String(event.kind) : shown(event);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = Object.is(value, -0) ? '-0' : typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
