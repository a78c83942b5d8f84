import { InputError } from '@tradewright/core';
import { enterOwn, type Contexts } from './context.ts';
import { textOf } from './text-of.ts';

/** Runs a function within contexts of the user's own. @throws {InputError} `context/shape` */
export function runWithin<T>(part: Partial<Contexts>, call: () => T, caller: string): T {
  if (typeof call !== 'function') throw new InputError('context/shape', `${caller} needs a function to run, got ${textOf(call)}.`);
  return enterOwn(part, call);
}

/**
 * Steps an iterator within contexts of the user's own: its body is inside them, whoever consumes it is not.
 *
 * @throws {InputError} `context/shape`
 */
export function iterateWithin<T, R, N>(part: Partial<Contexts>, iterator: AsyncIterator<T, R, N>, caller: string): AsyncGenerator<T, R, N> {
  if (typeof iterator?.next !== 'function') throw new InputError('context/shape', `${caller} needs an async iterator, got ${textOf(iterator)}.`);
  return steps(part, iterator);
}

async function* steps<T, R, N>(part: Partial<Contexts>, iterator: AsyncIterator<T, R, N>): AsyncGenerator<T, R, N> {
  let given: [] | [N] = [];
  let ended = false;
  try {
    for (;;) {
      const step = await enterOwn(part, () => iterator.next(...given));
      if (step.done === true) {
        ended = true;
        return step.value;
      }
      given = [yield step.value];
    }
  } catch (error) {
    ended = true; // an iterator that threw has ended by itself
    throw error;
  } finally {
    if (!ended) await enterOwn(part, async () => iterator.return?.());
  }
}
