import type { RunCounts } from '@tradewright/core/run';
import { enter } from './context.ts';
import type { Events } from './events.ts';
import type { RunLog } from './run-log.ts';
import type { RunOver } from './run-over.ts';
import type { RunScope } from './run-scope.ts';
import { toError } from './to-error.ts';

/** A run of the engine as a stream draws on it. */
export interface EngineRun<Told> {
  readonly counts: Readonly<RunCounts>;
  /** Whether its cancel signal cut it short. */
  readonly cancelled: boolean;
  next(): Promise<IteratorResult<Told, undefined>>;
  return(): Promise<unknown>;
  stop(): void;
}

/** How a run ended that did not break off with an error. */
export type RunEnd = 'done' | 'stopped' | 'aborted' | 'left';

export interface RunStreamParts<Run> {
  /** Makes the run. Called when the first result is asked for: what is wanted by then is what is told. */
  readonly start: () => Run;
  readonly scope: RunScope;
  readonly events: Events;
  readonly log: RunLog;
  /** Ends what works for the run, as soon as nobody needs it any more. */
  readonly over: RunOver;
  /** Called when the run is over; also when it is stopped before it began, since it may never be consumed then. */
  readonly onEnd: (failed: boolean) => unknown;
}

/** A run as its user consumes it: results one by one; what is told on the way is up to the kind of run. */
export abstract class RunStream<Told, Result, Run extends EngineRun<Told>> implements AsyncIterableIterator<Result, undefined, void> {
  protected readonly parts: RunStreamParts<Run>;
  protected run: Run | undefined;
  /** Its engine was made to leave where it stood. */
  protected cutOff = false;
  #stopped = false;
  #over = false;
  #driven = false;
  #hasWaited = false;
  /** Answers that are being worked on. */
  #going = 0;
  /** The answer that is being worked on. */
  #busy: Promise<unknown> | undefined;
  #goOn: () => void = () => undefined;

  constructor(parts: RunStreamParts<Run>) {
    this.parts = parts;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Result, undefined>> {
    const answer = this.#next();
    this.#busy = answer;
    return answer;
  }

  /** Leaving early ends the run; nobody is told that it was done. */
  async return(): Promise<IteratorResult<Result, undefined>> {
    this.#end('left');
    await this.run?.return();
    this.parts.onEnd(false);
    return { value: undefined, done: true };
  }

  async throw(error?: unknown): Promise<IteratorResult<Result, undefined>> {
    await this.return();
    throw error;
  }

  /** Consumes itself; an error that ends it is told to `listenExit`. Resolves when the run has ended. */
  async drain(): Promise<void> {
    this.#driven = true;
    const { events, scope } = this.parts;
    try {
      await Promise.resolve(); // listeners that are added right after the start miss nothing
      for await (const _result of this);
    } catch (error) {
      events.emit('exit', toError(error), scope.origin);
    }
  }

  /** No new signal; resolves at once, the run then ends by itself as it is consumed. */
  stop(): void {
    this.#stopped = true;
    if (this.run !== undefined) return this.run.stop();
    if (this.#driven) return;
    this.#end('stopped'); // it may never be consumed at all
    this.parts.onEnd(false);
  }

  /** Resolves when the run has ended or only waits for its consumer. */
  async settled(): Promise<void> {
    await this.#busy?.catch(() => undefined);
  }

  /** Starts the engine. @param stopped - it was told to stop already */
  protected abstract begin(stopped: boolean): Run;
  /** Tells of one event. @returns the result that the consumer gets for it, if any */
  protected abstract tell(told: Told): Result | null | Promise<Result | null>;
  /** The run is over, and `how` is `null` when it broke off. Nobody has been told yet. */
  protected abstract ended(how: RunEnd | null): void;
  /** Tells the last that there is to tell. */
  protected abstract finish(run: Run, how: RunEnd): Promise<void>;

  protected started(): Run {
    if (this.run !== undefined) return this.run;
    const { log, scope } = this.parts;
    log.started();
    const run = this.begin(this.#stopped);
    this.run = run;
    scope.follow(run.counts);
    if (this.#stopped) run.stop();
    return run;
  }

  /** The engine's run has come to its end: everybody is told, once. */
  protected async close(run: Run): Promise<void> {
    if (this.#over) return;
    const how = run.cancelled || this.cutOff ? 'aborted' : this.#stopped ? 'stopped' : 'done';
    this.#end(how);
    this.parts.onEnd(false);
    await this.finish(run, how);
  }

  async #next(): Promise<IteratorResult<Result, undefined>> {
    try {
      if (this.#over && this.run === undefined) return { value: undefined, done: true };
      const run = this.started();
      const { scope } = this.parts;
      // All that the run does until its next result, also after waiting, happens in here.
      // With two answers asked for at once it cannot be told in whose context the run goes on.
      scope.inside = this.#going++ === 0 ? scope.asking : null;
      try {
        return await enter(scope.asking, () => this.#nextOf(run));
      } finally {
        this.#going--;
      }
    } catch (error) {
      if (!this.#over) {
        this.parts.log.failed(toError(error));
        this.#end(null);
        this.parts.onEnd(true);
      }
      throw error;
    }
  }

  async #nextOf(run: Run): Promise<IteratorResult<Result, undefined>> {
    const { scope } = this.parts;
    for (;;) {
      const { value, done } = await run.next();
      if (done === true) {
        await this.close(run);
        return { value: undefined, done: true };
      }
      const told = this.tell(value);
      const result = told instanceof Promise ? await told : told;
      if (scope.overwhelmed) await this.#waitForListeners();
      if (result !== null) return { value: result, done: false };
    }
  }

  async #waitForListeners(): Promise<void> {
    const { log, scope, over } = this.parts;
    if (!this.#hasWaited) log.waiting();
    this.#hasWaited = true;
    if (over.aborted) return;
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
      over.addEventListener('abort', resolve);
      void scope.drained().then(resolve);
    });
    over.removeEventListener('abort', this.#goOn);
  }

  /** @param how - `null` when it broke off with an error that has been told */
  #end(how: RunEnd | null): void {
    if (this.#over) return;
    this.#over = true;
    const { log, scope, over } = this.parts;
    over.end();
    this.ended(how);
    if (how !== null && this.run !== undefined) log.ended(how, this.run.counts, scope.coalesced);
  }
}
