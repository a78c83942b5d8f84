import { Subject } from 'rxjs';
import type { EventOrigin } from './run-scope.ts';
import type { DoneContract, IStrategyTickResult, ProgressBacktestContract } from './types.ts';

/** Every stream of events an instance has, by name. */
export interface EventMap {
  signalBacktest: IStrategyTickResult;
  doneBacktest: DoneContract;
  progressBacktest: ProgressBacktestContract;
  error: Error;
}

export type EventName = keyof EventMap;

type Subjects = { readonly [Name in EventName]: Subject<EventMap[Name]> };

/** The subjects of one instance. Whoever emits is never slowed down or broken by who listens. */
export class Events {
  readonly #subjects: Subjects = { signalBacktest: new Subject(), doneBacktest: new Subject(), progressBacktest: new Subject(), error: new Subject() };
  #origin: EventOrigin | null = null;

  subject<Name extends EventName>(name: Name): Subject<EventMap[Name]> {
    return this.#subjects[name];
  }

  /** Whose event is being handed out. It is not part of the event, for that is what the seeds say it is. */
  get origin(): EventOrigin | null {
    return this.#origin;
  }

  emit<Name extends EventName>(name: Name, event: EventMap[Name], origin: EventOrigin): void {
    const before = this.#origin; // a listener may be the cause of the next event
    this.#origin = origin;
    try {
      this.subject(name).next(event);
    } finally {
      this.#origin = before;
    }
  }

  /** Whether anybody listens. Events that nobody wants need not be made. */
  wanted(name: EventName): boolean {
    return this.#subjects[name].observed;
  }

  /** Ends every stream. */
  destroy(): void {
    for (const subject of Object.values(this.#subjects)) subject.complete();
  }
}
