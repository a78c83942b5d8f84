import { InputError } from '@tradewright/core';
import type { EventMap, EventName, Events } from './events.ts';
import { ListenerQueue } from './listener-queue.ts';
import type { EventOrigin } from './run-scope.ts';
import { toError } from './to-error.ts';
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
  progressBacktest: always, progressWalker: always, progressOptimizer: always, performance: always,
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
  listen<Name extends EventName>(name: Name, listener: Listener<EventMap[Name]>, { idle = true }: ListenOptions = {}): () => void {
    checkFunction(listener, 'A listener');
    const isQuiet: ((event: EventMap[Name]) => boolean) | undefined = QUIET[name];
    const queue = new ListenerQueue(listener, (error, origin) => this.#report(name, error, origin));
    const subject = this.#events.subject(name);
    const push = (event: EventMap[Name]): void => {
      const quiet = isQuiet?.(event) === true;
      if (idle || !quiet) queue.push(event, this.#events.origin, quiet);
    };
    const subscription = idle ? subject.subscribe(push) : subject.subscribeModestly(push);
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
    const report = (error: unknown, origin: EventOrigin | null): void => this.#report(name, error, origin);
    const queue = new ListenerQueue(listener, report);
    const subscription = this.#events.subject(name).subscribe((event) => {
      if (!filter(event)) return;
      subscription.unsubscribe();
      queue.push(event, this.#events.origin, false);
    });
    return () => {
      subscription.unsubscribe();
      queue.end();
    };
  }

  /** A listener of errors that throws has nobody left to tell. */
  #report(name: EventName, error: unknown, origin: EventOrigin | null): void {
    if (name === 'error') return;
    if (origin === null) this.#events.subject('error').next(toError(error));
    else this.#events.emit('error', toError(error), origin);
  }
}

function checkFunction(given: unknown, what: string): void {
  if (typeof given !== 'function') throw new InputError('listener/shape', `${what} must be a function, got ${String(given)}.`);
}
