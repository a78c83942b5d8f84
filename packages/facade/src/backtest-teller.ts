import type { Clock } from '@tradewright/core';
import type { RunCounts, RunEvent } from '@tradewright/core/run';
import { RunTeller, type RunTellerParts } from './run-teller.ts';
import { RunTimes } from './run-times.ts';
import type { IStrategyTickResult } from './types.ts';

export interface BacktestTellerParts extends RunTellerParts {
  readonly clock: Clock;
  readonly totalFrames: number;
  /** Whether its end is news of its own: the backtests of a walker are parts of it. */
  readonly tellsDone: boolean;
}

/** Tells of one strategy's backtest on one symbol: callbacks and events, record and times. */
export class BacktestTeller {
  readonly #parts: BacktestTellerParts;
  readonly #teller: RunTeller;
  readonly #times: RunTimes;
  #totalFrames: number;

  constructor(parts: BacktestTellerParts) {
    this.#parts = parts;
    this.#totalFrames = parts.totalFrames;
    this.#teller = new RunTeller(parts);
    this.#times = new RunTimes(parts);
  }

  started(): void {
    this.#times.started();
  }

  /** @returns what there is to hand out of it, if anything */
  tell(event: RunEvent): IStrategyTickResult | null {
    const teller = this.#teller;
    switch (event.kind) {
      case 'failed':
        teller.failed('getSignal failed', event.error, event.atMs);
        return null;
      case 'gap':
        return null; // counted; a source that failed has spoken for itself
      case 'progress':
        this.#progressed(event);
        return null;
      case 'refused':
        teller.refused(event);
        return null;
      case 'partial':
        teller.partial(event);
        return null;
      case 'waiting':
        return null;
      case 'active':
        teller.underWay(event);
        return null;
      default: {
        const result = teller.result(event);
        if (result !== null) this.#times.signal(result.action);
        return result;
      }
    }
  }

  /** Tells the last that there is to tell, after all listeners have heard the rest. @param wasDone - it came to the end of its range */
  async finish(counts: Readonly<RunCounts>, wasDone: boolean): Promise<void> {
    const { scope, events, tellsDone } = this.#parts;
    const totalFrames = this.#totalFrames;
    if (wasDone && events.wanted('progressBacktest')) this.#teller.emit('progressBacktest', { ...scope.names, totalFrames, processedFrames: totalFrames, progress: 1 }, counts.nowMs);
    this.#times.ended();
    await scope.drained();
    if (tellsDone) this.#teller.emit('doneBacktest', { ...scope.names, backtest: true, counts: { ...counts } }, counts.nowMs);
  }

  #progressed({ totalFrames, frames, atMs }: Extract<RunEvent, { kind: 'progress' }>): void {
    const { events, scope } = this.#parts;
    this.#totalFrames = totalFrames;
    if (events.wanted('performance')) this.#times.frame();
    this.#teller.emit('progressBacktest', { ...scope.names, totalFrames, processedFrames: frames, progress: frames / totalFrames }, atMs);
  }
}
