import { AsyncLocalStorage } from 'node:async_hooks';
import { InputError } from '@tradewright/core';
import type { HookContext } from './hook-context.ts';

/** The one ambient context: entered once per user hook, shared by all instances because a hook belongs to exactly one. */
const storage = new AsyncLocalStorage<HookContext>();

/** Runs a hook of the user's, so that context functions work inside it and in whatever it awaits. */
export function enter<T>(context: HookContext, hook: () => T): T {
  return storage.run(context, hook);
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

/** Whether a hook is running that has not settled. */
export function insideHook(): boolean {
  return storage.getStore()?.live === true;
}
