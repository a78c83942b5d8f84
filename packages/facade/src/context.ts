import { AsyncLocalStorage } from 'node:async_hooks';
import { InputError } from '@tradewright/core';
import type { HookContext } from './hook-context.ts';
import type { RunScope } from './run-scope.ts';
import { isThenable } from './thenable.ts';

/** The one ambient context: entered once per user hook, shared by all instances because a hook belongs to exactly one. */
const storage = new AsyncLocalStorage<HookContext>();

/** Runs a hook of the user's, so that context functions work inside it and in whatever it awaits. */
export function enter<T>(context: HookContext, hook: () => T): T {
  return storage.run(context, hook);
}

/**
 * Runs a hook whose answer does not matter, a callback or a listener. The context is over when it has settled.
 *
 * @returns a promise, which never rejects, only where the hook gave one
 */
export function enterToEnd(context: HookContext | null, hook: () => unknown, report: (error: unknown) => void): Promise<void> | undefined {
  try {
    const answer = context === null ? hook() : enter(context, hook);
    if (isThenable(answer)) return waitFor(answer, context, report);
  } catch (error) {
    report(error);
  }
  if (context !== null) context.settled = true;
  return undefined;
}

async function waitFor(answer: PromiseLike<unknown>, context: HookContext | null, report: (error: unknown) => void): Promise<void> {
  try {
    await answer;
  } catch (error) {
    report(error);
  }
  if (context !== null) context.settled = true;
}

/**
 * The context of the hook that is running.
 *
 * @param caller - the function that needs it, for the message
 * @throws {InputError} `context/missing` outside a hook, `context/over` after the hook has settled
 */
export function current(caller: string): HookContext {
  const context = storage.getStore();
  if (context === undefined) {
    throw new InputError('context/missing', `${caller} works inside getSignal, callbacks and listeners only, where it is known which run and which instant is meant. Use the third argument of getSignal, or call your exchange directly.`);
  }
  if (!context.live) {
    throw new InputError('context/over', `${caller} was called after the hook it belongs to had finished: its instant is past. Await everything inside the hook.`);
  }
  return context;
}

/**
 * Whether waiting here for the end of a run could never end: inside one of its own hooks, for which it waits, and inside
 * any listener, behind which events of every run may be queued.
 */
export function holdsUp(scope: RunScope): boolean {
  const context = storage.getStore();
  return context?.live === true && (context.kind === 'listener' || context.scope === scope);
}
