/** Names that one side makes up: the same name for the same thing is all that can be asked of them. */
const NAMES = new Set(['id', 'orderId']);

/** The strategy's own ids are no inventions. */
const OWN = 'own-';

/**
 * The first place where two stories differ: index, field and both values, or `null`. Made-up names agree when one can be
 * renamed to the other throughout, floats when they are equal to 1e-12.
 */
export function firstDifference(told: readonly object[], foretold: readonly object[]): string | null {
  const names = new Renaming();
  for (let i = 0; i < Math.max(told.length, foretold.length); i++) {
    const path = differenceAt(told[i], foretold[i], '', names);
    if (path !== null) return `event ${i}${path}; engine ${shown(told[i])}, oracle ${shown(foretold[i])}`;
  }
  return null;
}

class Renaming {
  readonly #there = new Map<string, string>();
  readonly #back = new Map<string, string>();

  agrees(one: string, other: string): boolean {
    if (one.startsWith(OWN) || other.startsWith(OWN)) return one === other;
    if (!this.#there.has(one) && !this.#back.has(other)) {
      this.#there.set(one, other);
      this.#back.set(other, one);
    }
    return this.#there.get(one) === other && this.#back.get(other) === one;
  }
}

function differenceAt(one: unknown, other: unknown, path: string, names: Renaming): string | null {
  if (Object.is(one, other)) return null;
  const field = path.slice(path.lastIndexOf('.') + 1);
  if (typeof one === 'string' && typeof other === 'string' && NAMES.has(field) && names.agrees(one, other)) return null;
  if (typeof one === 'number' && typeof other === 'number' && close(one, other, field)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return `${path}: ${shown(one)} is not ${shown(other)}`;
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of fields) {
    const difference = differenceAt(Reflect.get(one, key), Reflect.get(other, key), `${path}.${key}`, names);
    if (difference !== null) return difference;
  }
  return null;
}

/** Times are exact. */
function close(one: number, other: number, field: string): boolean {
  if (field.endsWith('Ms')) return false;
  return Math.abs(one - other) <= 1e-12 * Math.max(1, Math.abs(one), Math.abs(other));
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : typeof value === 'number' ? String(value) : JSON.stringify(value);
}
