import { firstDifference } from '@tradewright/core/testing';

/** Names that one side makes up: the same name for the same thing is all that can be asked of them. */
const NAMES = new Set(['id', 'orderId']);

/** The strategy's own ids are no inventions. */
const OWN = 'own-';

/**
 * The first place where two stories differ, with both events, or `null`. Made-up names agree when one can be renamed to the
 * other throughout, floats when they are equal to 1e-12, and an absent field is one that is undefined.
 */
export function differentStories(told: readonly object[], foretold: readonly object[]): string | null {
  const names = new Renaming();
  const agree = (one: unknown, other: unknown, field: string): boolean => {
    if (typeof one === 'string' && typeof other === 'string') return NAMES.has(field) && names.agrees(one, other);
    if (typeof one === 'number' && typeof other === 'number') return close(one, other, field);
    return one === undefined && other === undefined;
  };
  for (let i = 0; i < Math.max(told.length, foretold.length); i++) {
    const found = firstDifference(told[i], foretold[i], agree);
    if (found !== null) return `event ${i}, engine ≠ oracle: ${found}; engine ${JSON.stringify(told[i])}, oracle ${JSON.stringify(foretold[i])}`;
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

/** Times are exact. */
function close(one: number, other: number, field: string): boolean {
  if (field.endsWith('Ms')) return false;
  return Math.abs(one - other) <= 1e-12 * Math.max(1, Math.abs(one), Math.abs(other));
}
