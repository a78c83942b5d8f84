import { InputError, type Clock } from '@tradewright/core';
import type { BacktestRun, RunCounts, RunEvent } from '@tradewright/core/run';
import { callBack, callBackPartial } from './callbacks.ts';
import { enter } from './context.ts';
import type { EventMap, EventName, Events } from './events.ts';
import type { Reports } from './report/reports.ts';
import type { RunRecord } from './report/run-record.ts';
import type { RunLog } from './run-log.ts';
import { wantsOf } from './run-options.ts';
import type { EventOrigin, RunScope } from './run-scope.ts';
import { RunTimes } from './run-times.ts';
import { refusalMessage } from './signal-dto.ts';
import { rowOf, tickResultOf } from './tick-result.ts';
import { toError } from './to-error.ts';
import type { BacktestStatistics, IStrategyBacktestResult, IStrategySchema } from './types.ts';

export interface BacktestStreamParts {
  /** Makes the run. Called when the first result is asked for: what is wanted by then is what is told. */
  readonly start: () => BacktestRun;
  readonly schema: IStrategySchema;
  readonly scope: RunScope;
  readonly events: Events;
  readonly log: RunLog;
  readonly clock: Clock;
  readonly reports: Reports;
  readonly record: RunRecord;
  readonly totalFrames: number;
  /** Whether its end is news of its own: the backtests of a walker are parts of it. */
  readonly tellsDone: boolean;
  /** Called when the run is over; also when it is stopped before it began, since it may never be consumed then. */
  readonly onEnd: (failed: boolean) => unknown;
}

type Result = IteratorResult<IStrategyBacktestResult, undefined>;

/** A backtest as its user consumes it: results one by one, callbacks and events on the way. */
export class BacktestStream implements AsyncIterableIterator<IStrategyBacktestResult, undefined, void> {
  readonly #parts: BacktestStreamParts;
  readonly #times: RunTimes;
  #run: BacktestRun | undefined;
  #stopped = false;
  #over = false;
  #cutShort = false;
  #hasWaited = false;
  /** Answers that are being worked on. */
  #going = 0;
  #totalFrames: number;
  #unwatch: () => void = () => undefined;
  /** The answer that is being worked on. */
  #busy: Promise<unknown> | undefined;

  constructor(parts: BacktestStreamParts) {
    this.#parts = parts;
    this.#totalFrames = parts.totalFrames;
    this.#times = new RunTimes(parts.clock, parts.scope.names, (event) => {
      parts.record.took(event);
      parts.events.emit('performance', event, parts.scope.origin);
    });
  }

  /** What the run has gone through so far. */
  get counts(): Readonly<RunCounts> {
    return this.#started().counts;
  }

  /** Share of the range that has been gone through, 0 to 1. */
  get progress(): number {
    return this.#started().progressFrac;
  }

  /** What its trades have come to so far. */
  get statistics(): BacktestStatistics {
    return this.#parts.record.trades.statistics();
  }

  /** Whether it has ended before it came to the end of its range. */
  get cutShort(): boolean {
    return this.#cutShort;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    const answer = this.#next();
    this.#busy = answer;
    return answer;
  }

  /** Leaving early ends the run; nobody is told that it was done. */
  async return(): Promise<Result> {
    this.#end('left');
    await this.#run?.return();
    return { value: undefined, done: true };
  }

  async throw(error?: unknown): Promise<Result> {
    await this.return();
    throw error;
  }

  /** No new signal; resolves at once, the run then ends by itself as it is consumed. */
  stop(): void {
    this.#stopped = true;
    if (this.#run === undefined) this.#parts.onEnd(false); // it may never be consumed at all
    else this.#run.stop();
  }

  /** Resolves when the run has ended or only waits for its consumer. */
  async settled(): Promise<void> {
    await this.#busy?.catch(() => undefined);
  }

  #started(): BacktestRun {
    if (this.#run !== undefined) return this.#run;
    this.#parts.log.started();
    this.#times.started();
    const run = this.#parts.start();
    this.#run = run;
    const { schema, events } = this.#parts;
    this.#unwatch = events.watch(() => run.want(wantsOf(schema, events)));
    this.#parts.scope.follow(run.counts);
    if (this.#stopped) run.stop();
    else this.#parts.reports.begin(this.#parts.record); // what is over before it began replaces nothing
    return run;
  }

  async #next(): Promise<Result> {
    try {
      if (this.#over && this.#run === undefined) return { value: undefined, done: true };
      const run = this.#started();
      const { scope } = this.#parts;
      // All that the run does until its next result, also after waiting, happens in here.
      // With two answers asked for at once it cannot be told in whose context the run goes on.
      scope.inside = this.#going++ === 0 ? scope.asking : null;
      try {
        return await enter(scope.asking, () => this.#nextOf(run));
      } finally {
        this.#going--;
      }
    } catch (error) {
      if (!this.#over) this.#parts.log.failed(toError(error));
      this.#end(null);
      throw error;
    }
  }

  async #nextOf(run: BacktestRun): Promise<Result> {
    const { scope } = this.#parts;
    for (;;) {
      const { value, done } = await run.next();
      if (done === true) return this.#finish(run);
      const result = this.#handle(value);
      if (scope.overwhelmed) await this.#waitForListeners();
      if (result !== null) return { value: result, done: false };
    }
  }

  async #waitForListeners(): Promise<void> {
    if (!this.#hasWaited) this.#parts.log.waiting();
    this.#hasWaited = true;
    await this.#parts.scope.drained();
  }

  #handle(event: RunEvent): IStrategyBacktestResult | null {
    const { schema, scope, events, log } = this.#parts;
    switch (event.kind) {
      case 'failed':
        log.refused('getSignal failed', event.error);
        this.#emit('error', event.error, event.atMs);
        return null;
      case 'gap':
        return null; // counted; a source that failed has spoken for itself
      case 'progress':
        this.#totalFrames = event.totalFrames;
        if (events.wanted('performance')) this.#times.frame();
        this.#emit('progressBacktest', { ...scope.names, totalFrames: event.totalFrames, processedFrames: event.frames, progress: event.frames / event.totalFrames }, event.atMs);
        return null;
      case 'refused': {
        const error = new InputError('signal/refused', refusalMessage(event.signal, event.refusal));
        log.refused('signal refused', error);
        // A refusal by the risk profile is no error: `listenRisk` and `listenValidation` have heard of it.
        if (event.refusal.by !== 'risk') this.#emit('error', error, event.knownAtMs);
        return null;
      }
      case 'partial':
        this.#tellPartial(event);
        return null;
      case 'waiting':
        return null;
      case 'active':
        callBackPartial(schema, event, { scope, atMs: event.knownAtMs }, (error) => events.emit('error', toError(error), scope.origin));
        return null;
      default: {
        const result = tickResultOf(event, scope.names);
        if (result === null) return null;
        this.#parts.record.result(result);
        const origin: EventOrigin = { scope, atMs: event.knownAtMs };
        callBack(schema, result, origin, (error) => events.emit('error', toError(error), scope.origin));
        events.emit('signalBacktest', result, origin);
        events.emit('signal', result, origin);
        this.#times.signal(result.action);
        return result.action === 'closed' || result.action === 'cancelled' ? result : null;
      }
    }
  }

  #tellPartial({ position, direction, levelFrac, price, atMs, knownAtMs }: Extract<RunEvent, { kind: 'partial' }>): void {
    const { names } = this.#parts.scope;
    // Levels are configured in percent: what 0.07 × 100 comes to in binary is nobody's level.
    const level = Number((levelFrac * 100).toPrecision(12));
    const event = { ...names, data: rowOf(position.plan, position.openedAtMs, names), currentPrice: price, level, backtest: true, timestamp: atMs };
    this.#parts.record.level(direction, event);
    this.#emit(direction === 'profit' ? 'partialProfit' : 'partialLoss', event, knownAtMs);
  }

  #emit<Name extends EventName>(name: Name, event: EventMap[Name], atMs: number): void {
    this.#parts.events.emit(name, event, { scope: this.#parts.scope, atMs });
  }

  async #finish(run: BacktestRun): Promise<Result> {
    if (!this.#over) {
      const { scope, events } = this.#parts;
      const totalFrames = this.#totalFrames;
      const { nowMs } = run.counts;
      this.#end(run.cancelled ? 'aborted' : this.#stopped ? 'stopped' : 'done');
      if (!run.cancelled && !this.#stopped && events.wanted('progressBacktest')) this.#emit('progressBacktest', { ...scope.names, totalFrames, processedFrames: totalFrames, progress: 1 }, nowMs);
      this.#times.ended();
      await scope.drained();
      if (this.#parts.tellsDone) this.#emit('doneBacktest', { ...scope.names, backtest: true, counts: { ...run.counts } }, nowMs);
    }
    return { value: undefined, done: true };
  }

  /** @param how - `null` when it broke off with an error that has been told */
  #end(how: 'done' | 'stopped' | 'aborted' | 'left' | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#unwatch();
    this.#cutShort = how !== 'done';
    if (how !== null && this.#run !== undefined) this.#parts.log.ended(how, this.#run.counts, this.#parts.scope.coalesced);
    this.#parts.onEnd(how === null);
  }
}
