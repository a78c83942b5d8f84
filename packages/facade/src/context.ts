import { AsyncLocalStorage } from 'node:async_hooks';
import { InputError, isThenable } from '@tradewright/core';
import type { HookContext } from './hook-context.ts';
import type { RunScope } from './run-scope.ts';
import type { IExecutionContext, IMethodContext } from './types.ts';

/** Whose and when; `null` is what was not entered. */
export interface Contexts {
  readonly method: IMethodContext | null;
  readonly execution: IExecutionContext | null;
}

/** What a user entered himself, in his own tests. */
export interface EnteredContext extends Contexts {
  readonly kind: 'entered';
  readonly live: true;
}

export type AmbientContext = HookContext | EnteredContext;

/** The one ambient context: entered once per user hook, shared by all instances because a hook belongs to exactly one. */
const storage = new AsyncLocalStorage<AmbientContext | undefined>();

/** Runs a hook of the user's, so that context functions work inside it and in whatever it awaits. */
export function enter<T>(context: HookContext, hook: () => T): T {
  return storage.run(context, hook);
}

/** Runs something within contexts of the user's own. A hook that is running stays what it is: nobody moves its instant. */
export function enterOwn<T>(part: Partial<Contexts>, call: () => T): T {
  const now = liveContext();
  if (now !== undefined && now.kind !== 'entered') return call();
  return storage.run({ kind: 'entered', live: true, method: part.method ?? now?.method ?? null, execution: part.execution ?? now?.execution ?? null }, call);
}

/**
 * Runs a hook whose answer does not matter, a callback or a listener. The context is over when it has settled.
 *
 * @param context - `null` for none at all, whatever is around
 * @returns a promise, which never rejects, only where the hook gave one
 */
export function enterToEnd(context: HookContext | null, hook: () => unknown, report: (error: unknown) => void): Promise<void> | undefined {
  try {
    const answer = storage.run(context ?? undefined, hook);
    if (isThenable(answer)) return waitFor(answer, context, report);
  } catch (error) {
    report(error);
  }
  if (context !== null) context.settled = true;
  return undefined;
}

/** Ends the context when the answer has settled. The promise never rejects. */
export async function waitFor(answer: PromiseLike<unknown>, context: HookContext | null, report: (error: unknown) => void): Promise<void> {
  try {
    await answer;
  } catch (error) {
    report(error);
  }
  if (context !== null) context.settled = true;
}

/** What is around, unless it is over. */
export function liveContext(): AmbientContext | undefined {
  const context = storage.getStore();
  return context?.live === true ? context : undefined;
}

/**
 * The context of the hook that is running, or what a user entered himself.
 *
 * @param caller - the function that needs it, for the message
 * @throws {InputError} `context/missing` outside a hook, `context/over` after the hook has settled
 */
export function current(caller: string): AmbientContext {
  const context = storage.getStore();
  if (context === undefined) {
    throw new InputError('context/missing', `${caller} works inside getSignal, callbacks and listeners only, where it is known which run and which instant is meant. Use the third argument of getSignal, or call your exchange directly; in a test of your own, enter ExecutionContextService.runInContext and MethodContextService.runInContext around it.`);
  }
  if (!context.live) {
    throw new InputError('context/over', `${caller} was called after the hook it belongs to had finished: its instant is past. Await everything inside the hook.`);
  }
  return context;
}

/** Whose and when it is now. */
export function contextsNow(): Contexts | null {
  const context = liveContext();
  return context === undefined ? null : { method: context.method, execution: context.execution };
}

/** The same, inside a hook of one run only. */
export function contextsOf(scope: RunScope): Contexts | null {
  const context = liveContext();
  return context === undefined || context.kind === 'entered' || context.scope !== scope ? null : { method: context.method, execution: context.execution };
}

/**
 * Whether waiting here for the end of a run could never end: inside one of its own hooks, for which it waits, and inside
 * any listener, behind which events of every run may be queued.
 */
export function holdsUp(scope: RunScope): boolean {
  const context = liveContext();
  return context !== undefined && (context.kind === 'listener' || (context.kind === 'hook' && context.scope === scope));
}
