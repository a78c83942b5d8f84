import { isThenable } from '@tradewright/core';
import { Observable, Subject, type Observer, type Operator, type Subscription } from 'rxjs';

/** What RxJS takes where one subscribes. */
type Subscribing<T> = Partial<Observer<T>> | ((event: T) => void) | null | undefined;

/** Hears of subscribers that fail. @param origin - whose event it was at which one did */
export type Report<Origin> = (error: unknown, origin: Origin | null) => void;

interface Handed<T, Origin> {
  readonly event: T;
  readonly origin: Origin | null;
}

/**
 * A subject with the three methods that the seeds' own had besides. Subscribers that fail break nothing, and neither
 * ends it: whoever pipes a stream of his own into it must not end everybody's.
 */
export class Emitter<T, Origin = unknown> extends Subject<T> {
  readonly #report: Report<Origin>;
  readonly #demandChanged: () => void;
  #demanding = 0;
  #current: Handed<T, Origin> | null = null;
  /** Sent while an event was being handed out: everybody hears of that one first. */
  readonly #later: Handed<T, Origin>[] = [];

  /**
   * @param report - hears of subscribers that fail; RxJS would end the process with what they threw
   * @param demandChanged - called when somebody begins to want what only repeats that nothing happened, or nobody does any more
   */
  constructor(report: Report<Origin>, demandChanged: () => void = () => undefined) {
    super();
    this.#report = report;
    this.#demandChanged = demandChanged;
  }

  /** Whether a subscriber wants also what only repeats that nothing happened. */
  get demanded(): boolean {
    return this.#demanding > 0;
  }

  /** Whose event is being handed out. It is not part of the event, for that is what the seeds say it is. */
  get origin(): Origin | null {
    return this.#current?.origin ?? null;
  }

  /** What a user sends himself belongs to no run. */
  override next(event: T): void {
    this.hand(event, null);
  }

  /** Hands an event to every subscriber, in the order of their subscription. */
  hand(event: T, origin: Origin | null): void {
    if (this.#current !== null) {
      this.#later.push({ event, origin });
      return;
    }
    for (let handed: Handed<T, Origin> | undefined = { event, origin }; handed !== undefined; handed = this.#later.shift()) {
      this.#current = handed;
      super.next(handed.event);
    }
    this.#current = null;
  }

  /** Told, and nothing ends. */
  override error(error: unknown): void {
    this.#report(error, null);
  }

  override complete(): void {
    // Only its owner ends it.
  }

  /** Ends the stream for every subscriber. */
  end(): void {
    super.complete();
  }

  override subscribe(observer?: Subscribing<T>): Subscription {
    const subscription = this.subscribeModestly(observer);
    return this.#demand(subscription);
  }

  /** Subscribes without asking for events that only repeat that nothing happened. */
  subscribeModestly(observer?: Subscribing<T>): Subscription {
    return super.subscribe(guarded(observer, (error, origin) => this.#report(error, origin), () => this.origin));
  }

  /** For what cannot fail, and asks for itself: nothing is put between. */
  attach(next: (event: T) => void, demanding: boolean): Subscription {
    const subscription = super.subscribe({ next });
    if (!demanding) return subscription;
    return this.#demand(subscription);
  }

  #demand(subscription: Subscription): Subscription {
    if (this.#demanding++ === 0) this.#demandChanged();
    subscription.add(() => {
      if (--this.#demanding === 0) this.#demandChanged();
    });
    return subscription;
  }

  /** What operators make of the stream: guarded at its end as the stream itself is. */
  override lift<R>(operator: Operator<T, R>): Observable<R> {
    return new Guarded<R, Origin>(this, operator, (error, origin) => this.#report(error, origin), () => this.origin);
  }

  override asObservable(): Observable<T> {
    return new Guarded<T, Origin>(this, undefined, (error, origin) => this.#report(error, origin), () => this.origin);
  }

  /** Calls for the next event only. @returns the function that ends the subscription */
  once(listener: (event: T) => unknown): () => void {
    const subscription = this.subscribe((event) => {
      subscription.unsubscribe();
      return listener(event) as void;
    });
    return () => subscription.unsubscribe();
  }

  /** Calls for every event. @returns the function that ends the subscription */
  connect(listener: (event: T) => unknown): () => void {
    const subscription = this.subscribe((event) => listener(event) as void);
    return () => subscription.unsubscribe();
  }

  /** The next event. */
  override toPromise(): Promise<T> {
    return new Promise((resolve) => void this.once(resolve));
  }
}

/** A stream derived from an emitter: RxJS would end the process with what its operators or subscribers throw. */
class Guarded<T, Origin> extends Observable<T> {
  readonly #report: Report<Origin>;
  readonly #originOf: () => Origin | null;

  constructor(source: Observable<unknown>, operator: Operator<never, T> | undefined, report: Report<Origin>, originOf: () => Origin | null) {
    super();
    this.source = source;
    this.operator = operator;
    this.#report = report;
    this.#originOf = originOf;
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    return new Guarded<R, Origin>(this, operator, this.#report, this.#originOf);
  }

  override subscribe(observer?: Subscribing<T>): Subscription {
    return super.subscribe(guarded(observer, this.#report, this.#originOf));
  }
}

/** A user's observer that cannot fail. What RxJS itself puts between streams goes through as it is. */
function guarded<T, Origin>(observer: Subscribing<T>, report: Report<Origin>, originOf: () => Origin | null): Partial<Observer<T>> {
  const given: Partial<Observer<T>> = typeof observer === 'function' ? { next: observer } : (observer ?? {});
  if ('add' in given && 'unsubscribe' in given) return given;
  const tried = <A>(call: (given: A) => unknown) => (one: A): void => {
    try {
      const answer = call(one);
      if (isThenable(answer)) {
        const origin = originOf(); // another event is being handed out by the time it fails
        answer.then(undefined, (error: unknown) => report(error, origin));
      }
    } catch (error) {
      report(error, originOf());
    }
  };
  const complete = tried<void>(() => given.complete?.());
  return {
    next: given.next === undefined ? ignore : tried((event: T) => given.next!(event)),
    error: tried((error: unknown) => (given.error === undefined ? report(error, originOf()) : given.error(error))),
    complete: () => complete(),
  };
}

function ignore(): void {
  // Somebody who subscribes to nothing, for what operators do on the way.
}
