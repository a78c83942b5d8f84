import { InputError } from '@tradewright/core';
import { enterToEnd } from './context.ts';
import type { EventMap, EventName, Events } from './events.ts';
import { HookContext } from './hook-context.ts';
import { ListenerQueue } from './listener-queue.ts';
import type { EventOrigin } from './run-scope.ts';
import { textOf } from './text-of.ts';
import type { IStrategyTickResult } from './types.ts';

/** What a listener may be: whatever it returns is awaited before it hears of the next event. */
export type Listener<T> = (event: T) => unknown;

/** Ours beside the seeds' arguments. */
export interface ListenOptions {
  /** Whether it wants to hear of frames at which nothing happened, which have to be produced for it. Default true. */
  readonly idle?: boolean;
}

const isStill = ({ action }: IStrategyTickResult): boolean => action === 'idle' || action === 'active';
const always = (): boolean => true;

/** Events that a later one of their kind makes superfluous; the others are never dropped (decision 31). */
const QUIET: { readonly [Name in EventName]?: (event: EventMap[Name]) => boolean } = {
  signal: isStill, signalLive: isStill, signalBacktest: isStill,
  liveStatus: ({ kind }) => kind === 'ticked', progressBacktest: always, progressWalker: always, progressOptimizer: always, performance: always,
};

/** The listeners of one instance, each with a queue of its own. One that throws is reported to `listenError` and goes on. */
export class Listeners {
  readonly #events: Events;

  constructor(events: Events) {
    this.#events = events;
  }

  /**
   * @returns the function that ends the subscription; events still queued for it are passed over
   * @throws {InputError} `listener/shape`
   */
  listen<Name extends EventName>(name: Name, listener: Listener<EventMap[Name]>, options: ListenOptions = {}): () => void {
    checkFunction(listener, 'A listener');
    const idle = wantsIdle(options);
    const isQuiet: ((event: EventMap[Name]) => boolean) | undefined = QUIET[name];
    const queue = new ListenerQueue(listener, (error, origin) => this.#events.report(name, error, origin));
    const subject = this.#events.subject(name);
    const push = (event: EventMap[Name]): void => {
      const quiet = isQuiet?.(event) === true;
      if (idle || !quiet) queue.push(event, subject.origin, quiet);
    };
    const subscription = subject.attach(push, idle);
    return () => {
      subscription.unsubscribe();
      queue.end();
    };
  }

  /**
   * Calls for the first event that the filter lets through, at once and not queued.
   *
   * @returns the function that ends the subscription
   * @throws {InputError} `listener/shape`
   */
  once<Name extends EventName>(name: Name, filter: (event: EventMap[Name]) => boolean, listener: Listener<EventMap[Name]>): () => void {
    checkFunction(filter, 'A filter');
    checkFunction(listener, 'A listener');
    const report = (error: unknown, origin: EventOrigin | null): void => this.#events.report(name, error, origin);
    const queue = new ListenerQueue(listener, report);
    const subject = this.#events.subject(name);
    const subscription = subject.subscribe((event) => {
      const { origin } = subject;
      if (!passes(filter, event, origin, report)) return;
      subscription.unsubscribe();
      queue.push(event, origin, false);
    });
    return () => {
      subscription.unsubscribe();
      queue.end();
    };
  }
}

/** Asks a filter within the context of the event. One that fails lets nothing through. */
function passes<T>(filter: (event: T) => boolean, event: T, origin: EventOrigin | null, report: (error: unknown, origin: EventOrigin | null) => void): boolean {
  let passed = false;
  const context = origin === null ? null : new HookContext(origin.scope, origin.atMs, null, 'listener');
  void enterToEnd(context, () => {
    const answer: unknown = filter(event);
    passed = Boolean(answer);
    return answer; // a promise is true like any object, but must not fail unheard
  }, (error) => report(error, origin));
  return passed;
}

function checkFunction(given: unknown, what: string): void {
  if (typeof given !== 'function') throw new InputError('listener/shape', `${what} must be a function, got ${textOf(given)}.`);
}

function wantsIdle(options: ListenOptions): boolean {
  const idle: unknown = typeof options === 'object' && options !== null ? (options.idle ?? true) : undefined;
  if (typeof idle !== 'boolean') throw new InputError('listener/shape', `The options of a listener are { idle: true } or { idle: false }, got ${textOf(options)}.`);
  return idle;
}
