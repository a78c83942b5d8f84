import { concatMap, EMPTY, from, Subject, type Observable } from 'rxjs';
import { InputError } from '@tradewright/core';
import type { EventMap, EventName, Events } from './events.ts';
import { toError } from './to-error.ts';

/** What a listener may be: whatever it returns is awaited before it hears of the next event. */
export type Listener<T> = (event: T) => unknown;

/**
 * The listeners of one instance. Each is a queue of its own: strictly first in, first out, one event at a time. One that
 * throws is reported to `listenError` and goes on with its next event.
 */
export class Listeners {
  readonly #events: Events;
  #unhandled = 0;
  #whenDrained: (() => void)[] = [];

  constructor(events: Events) {
    this.#events = events;
  }

  /**
   * @returns the function that ends the subscription; events still queued for it are passed over
   * @throws {InputError} `listener/shape`
   */
  listen<Name extends EventName>(name: Name, listener: Listener<EventMap[Name]>): () => void {
    if (typeof listener !== 'function') throw new InputError('listener/shape', `A listener must be a function, got ${String(listener)}.`);
    let active = true;
    const queue = new Subject<EventMap[Name]>();
    queue.pipe(concatMap((event) => (active ? this.#deliver(name, listener, event) : this.#handled()))).subscribe();
    const subscription = this.#events.subject(name).subscribe((event) => {
      this.#unhandled++;
      queue.next(event);
    });
    return () => {
      active = false;
      subscription.unsubscribe();
    };
  }

  /** Resolves once every event so far has been handled by every listener. */
  drained(): Promise<void> {
    if (this.#unhandled === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenDrained.push(resolve));
  }

  #deliver<Name extends EventName>(name: Name, listener: Listener<EventMap[Name]>, event: EventMap[Name]): Observable<never> {
    try {
      const result = listener(event);
      if (!(result instanceof Promise)) return this.#handled();
      const settled = result.catch((error: unknown) => this.#report(name, error)).then(() => this.#handled());
      return from(settled).pipe(concatMap(() => EMPTY));
    } catch (error) {
      this.#report(name, error);
      return this.#handled();
    }
  }

  #handled(): Observable<never> {
    if (--this.#unhandled === 0) for (const resolve of this.#whenDrained.splice(0)) resolve();
    return EMPTY;
  }

  /** A listener of errors that throws has nobody left to tell. */
  #report(name: EventName, error: unknown): void {
    if (name !== 'error') this.#events.emit('error', toError(error));
  }
}
