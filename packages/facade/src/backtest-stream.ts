import { InputError } from '@tradewright/core';
import type { BacktestRun, RunCounts, RunEvent } from '@tradewright/core/run';
import { callBack } from './callbacks.ts';
import type { Events } from './events.ts';
import type { Listeners } from './listeners.ts';
import { refusalMessage } from './signal-dto.ts';
import { tickResultOf, type RunNames } from './tick-result.ts';
import { toError } from './to-error.ts';
import type { IStrategyBacktestResult, IStrategySchema } from './types.ts';

export interface BacktestStreamParts {
  readonly run: BacktestRun;
  readonly schema: IStrategySchema;
  readonly names: RunNames;
  readonly events: Events;
  readonly listeners: Listeners;
  /** Called once, when the run is over. */
  readonly onEnd: () => unknown;
}

type Result = IteratorResult<IStrategyBacktestResult, undefined>;

/** A backtest as its user consumes it: results one by one, callbacks and events on the way. */
export class BacktestStream implements AsyncIterableIterator<IStrategyBacktestResult, undefined, void> {
  readonly #parts: BacktestStreamParts;
  #done = false;

  constructor(parts: BacktestStreamParts) {
    this.#parts = parts;
  }

  /** What the run has gone through so far. */
  get counts(): Readonly<RunCounts> {
    return this.#parts.run.counts;
  }

  /** Share of the range that has been gone through, 0 to 1. */
  get progress(): number {
    return this.#parts.run.progressFrac;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Result> {
    try {
      for (;;) {
        const { value, done } = await this.#parts.run.next();
        if (done === true) return await this.#finish();
        const result = this.#handle(value);
        if (result !== null) return { value: result, done: false };
      }
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** Leaving early ends the run; nobody is told that it was done. */
  async return(): Promise<Result> {
    this.#end();
    await this.#parts.run.return();
    return { value: undefined, done: true };
  }

  async throw(error?: unknown): Promise<Result> {
    this.#end();
    await this.#parts.run.return();
    throw error;
  }

  /** No new signal; resolves at once, the run then ends by itself as it is consumed. */
  stop(): void {
    this.#parts.run.stop();
  }

  #handle(event: RunEvent): IStrategyBacktestResult | null {
    const { schema, names, events } = this.#parts;
    switch (event.kind) {
      case 'failed':
        events.emit('error', event.error);
        return null;
      case 'gap':
        return null; // counted; a source that failed has spoken for itself
      case 'progress':
        events.emit('progressBacktest', { ...names, totalFrames: event.totalFrames, processedFrames: event.frames, progress: event.frames / event.totalFrames });
        return null;
      case 'refused':
        events.emit('error', new InputError('signal/refused', refusalMessage(event.signal, event.refusal)));
        return null;
      default: {
        const result = tickResultOf(event, names);
        if (result === null) return null;
        callBack(schema, result, true, (error) => events.emit('error', toError(error)));
        events.emit('signalBacktest', result);
        return result.action === 'closed' || result.action === 'cancelled' ? result : null;
      }
    }
  }

  async #finish(): Promise<Result> {
    if (!this.#done) {
      const { names, events, listeners, run } = this.#parts;
      this.#end();
      if (events.wanted('progressBacktest') && !run.cancelled) {
        const totalFrames = Math.max(1, run.counts.frames);
        events.emit('progressBacktest', { ...names, totalFrames, processedFrames: totalFrames, progress: 1 });
      }
      await listeners.drained();
      events.emit('doneBacktest', { symbol: names.symbol, strategyName: names.strategyName, exchangeName: names.exchangeName, backtest: true, counts: { ...run.counts } });
    }
    return { value: undefined, done: true };
  }

  #end(): void {
    if (this.#done) return;
    this.#done = true;
    this.#parts.onEnd();
  }
}
