import { isThenable } from '@tradewright/core';
import { enterToEnd, waitFor } from './context.ts';
import { HookContext } from './hook-context.ts';
import type { EventOrigin, RunScope } from './run-scope.ts';

interface Waiting<T> {
  event: T;
  /** `null` for what a user sent himself: it belongs to no run. */
  origin: EventOrigin | null;
}

/** With this many waiting, a quiet event takes the place of its run's quiet one before it (decision 31). */
const MOST_QUIET = 1000;

/** One listener and the events that wait for it: strictly first in, first out, one at a time. */
export class ListenerQueue<T> {
  readonly #listener: (event: T) => unknown;
  readonly #report: (error: unknown, origin: EventOrigin | null) => void;
  #waiting: Waiting<T>[] = [];
  #head = 0;
  /** The last quiet event that waits, of each run of which nothing louder was queued after it: runs take turns. */
  readonly #quiet = new Map<RunScope, Waiting<T>>();
  /** The event being handled. */
  #current: Waiting<T> | undefined;
  #ended = false;

  constructor(listener: (event: T) => unknown, report: (error: unknown, origin: EventOrigin | null) => void) {
    this.#listener = listener;
    this.#report = report;
  }

  /** @param quiet - whether a later event of its kind says all that this one does */
  push(event: T, origin: EventOrigin | null, quiet: boolean): void {
    if (this.#current === undefined) return this.#now(event, origin);
    if (origin !== null && this.#coalesced(event, origin, quiet)) return;
    const waiting = { event, origin };
    origin?.scope.expect();
    this.#waiting.push(waiting);
    if (quiet && origin !== null) this.#quiet.set(origin.scope, waiting);
  }

  /** Nothing waits: mostly the event is handled on the spot, and nobody need know of it. */
  #now(event: T, origin: EventOrigin | null): void {
    this.#current = { event, origin: null };
    const handled = this.#handle(event, origin);
    if (handled === undefined) {
      this.#current = undefined;
      if (this.#head < this.#waiting.length) this.#work();
    } else if (!this.#ended) {
      origin?.scope.expect();
      this.#current = { event, origin };
      void this.#resume(handled, this.#current);
    }
  }

  /** Whether the event took the place of one that waits. */
  #coalesced(event: T, origin: EventOrigin, quiet: boolean): boolean {
    if (this.#quiet.size === 0) return false;
    const { scope } = origin;
    if (!quiet) {
      this.#quiet.delete(scope);
      return false;
    }
    if (this.#waiting.length - this.#head < MOST_QUIET) return false;
    const before = this.#quiet.get(scope);
    if (before === undefined) return false;
    scope.coalesced++;
    before.event = event;
    before.origin = origin;
    return true;
  }

  /** Nothing more is delivered, and nobody waits for what was. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const left = this.#current === undefined ? this.#waiting.slice(this.#head) : [this.#current, ...this.#waiting.slice(this.#head)];
    this.#waiting = [];
    this.#head = 0;
    this.#quiet.clear();
    for (const { origin } of left) origin?.scope.settle();
  }

  #work(): void {
    while (this.#head < this.#waiting.length) {
      const next = this.#take();
      this.#current = next;
      const handled = this.#handle(next.event, next.origin);
      if (handled !== undefined) {
        void this.#resume(handled, next);
        return;
      }
      this.#settle(next);
    }
  }

  #handle(event: T, origin: EventOrigin | null): Promise<void> | undefined {
    const shared = origin?.scope.toldIn(origin) ?? null;
    if (origin !== null && shared !== null) return this.#handleInside(event, origin, shared);
    const context = origin === null ? null : new HookContext(origin.scope, origin.atMs, null, 'listener');
    return enterToEnd(context, () => this.#listener(event), (error) => this.#report(error, origin));
  }

  /** The event is being handed out inside a context for all; only a listener that gives a promise needs one to himself. */
  #handleInside(event: T, origin: EventOrigin, context: HookContext): Promise<void> | undefined {
    try {
      const answer = this.#listener(event);
      if (!isThenable(answer)) return undefined;
      origin.scope.giveTelling();
      return waitFor(answer, context, (error) => this.#report(error, origin));
    } catch (error) {
      this.#report(error, origin);
      return undefined;
    }
  }

  async #resume(handled: Promise<void>, next: Waiting<T>): Promise<void> {
    await handled;
    this.#settle(next);
    this.#work();
  }

  #take(): Waiting<T> {
    const next = this.#waiting[this.#head++]!;
    if (next.origin !== null && this.#quiet.get(next.origin.scope) === next) this.#quiet.delete(next.origin.scope);
    if (this.#head === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#head = 0;
    } else if (this.#head >= MOST_QUIET && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }

  #settle({ origin }: Waiting<T>): void {
    this.#current = undefined;
    if (!this.#ended) origin?.scope.settle();
  }
}
