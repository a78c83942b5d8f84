import { InputError } from '@tradewright/core';
import type { EventMap, EventName, Events } from './events.ts';
import { ListenerQueue } from './listener-queue.ts';
import type { EventOrigin } from './run-scope.ts';
import { toError } from './to-error.ts';

/** What a listener may be: whatever it returns is awaited before it hears of the next event. */
export type Listener<T> = (event: T) => unknown;

/** Whether a later event of its kind makes an event superfluous. */
const IS_QUIET: { readonly [Name in EventName]: (event: EventMap[Name]) => boolean } = {
  signalBacktest: ({ action }) => action === 'idle' || action === 'active',
  progressBacktest: () => true,
  doneBacktest: () => false,
  error: () => false,
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
  listen<Name extends EventName>(name: Name, listener: Listener<EventMap[Name]>): () => void {
    if (typeof listener !== 'function') throw new InputError('listener/shape', `A listener must be a function, got ${String(listener)}.`);
    const isQuiet = IS_QUIET[name];
    const queue = new ListenerQueue(listener, (error, origin) => this.#report(name, error, origin));
    const subscription = this.#events.subject(name).subscribe((event) => {
      const { origin } = this.#events;
      if (origin !== null) queue.push(event, origin, isQuiet(event));
    });
    return () => {
      subscription.unsubscribe();
      queue.end();
    };
  }

  /** A listener of errors that throws has nobody left to tell. */
  #report(name: EventName, error: unknown, origin: EventOrigin): void {
    if (name !== 'error') this.#events.emit('error', toError(error), origin);
  }
}
