import { Subject, type Observer, type Subscription } from 'rxjs';

/** A subject with the three methods that the seeds' own had besides. Subscribers that throw break nothing. */
export class Emitter<T> extends Subject<T> {
  readonly #report: (error: unknown) => void;
  #demanding = 0;

  /** @param report - hears of subscribers that throw; RxJS would end the process with what they threw */
  constructor(report: (error: unknown) => void) {
    super();
    this.#report = report;
  }

  /** Whether a subscriber wants also what only repeats that nothing happened. */
  get demanded(): boolean {
    return this.#demanding > 0;
  }

  override subscribe(observer?: Partial<Observer<T>> | ((event: T) => void) | null): Subscription {
    const subscription = this.subscribeModestly(observer);
    this.#demanding++;
    subscription.add(() => this.#demanding--);
    return subscription;
  }

  /** Subscribes without asking for events that only repeat that nothing happened. */
  subscribeModestly(observer?: Partial<Observer<T>> | ((event: T) => void) | null): Subscription {
    if (typeof observer !== 'function') return super.subscribe(observer ?? {});
    return super.subscribe((event) => {
      try {
        const answer: unknown = observer(event);
        if (answer instanceof Promise) answer.catch(this.#report);
      } catch (error) {
        this.#report(error);
      }
    });
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
