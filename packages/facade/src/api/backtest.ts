import { InputError, type CancelSignal } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { BacktestStream } from '../backtest-stream.ts';
import { insideHook } from '../context.ts';
import type { Parts } from '../container.ts';
import { runOptionsOf } from '../run-options.ts';
import { toError } from '../to-error.ts';
import type { IBacktestContext } from '../types.ts';

interface Running {
  readonly stream: BacktestStream;
  /** Resolves when the run has ended; absent where a consumer of the user's drives it. */
  background?: Promise<void>;
}

/** Ours beside the seeds' arguments. */
export interface BacktestRunOptions {
  /** Ends the run at once, as an `AbortSignal` does. */
  readonly signal?: CancelSignal;
}

/** Backtests by names, the seeds' way. */
export class Backtest {
  readonly #parts: Parts;
  readonly #running = new Map<string, Running>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Streams the closed and cancelled signals of one backtest.
   *
   * @throws {InputError} `registry/unknown`; `run/busy` when this very run is under way
   */
  run(symbol: string, context: IBacktestContext, options: BacktestRunOptions = {}): BacktestStream {
    return this.#start(symbol, context, options, 'Backtest.run').stream;
  }

  /** Runs without a consumer; results reach the listeners. @returns the function that stops it, as `stop` does */
  background(symbol: string, context: IBacktestContext): () => void {
    const running = this.#start(symbol, context, {}, 'Backtest.background');
    running.background = this.#drain(running.stream);
    return () => running.stream.stop();
  }

  /**
   * No new signal in any run of the pair; what is open lives to its end. Resolves when the runs have ended or only wait
   * for their consumer, and at once inside a hook, which would else wait for itself (decision 20).
   *
   * @throws {InputError} `registry/unknown`
   */
  async stop(symbol: string, strategyName: string): Promise<void> {
    this.#parts.registry.strategies.get(strategyName, 'Backtest.stop');
    const runs = [...this.#running].filter(([key]) => key.startsWith(`${symbol}\n${strategyName}\n`)).map(([, running]) => running);
    for (const { stream } of runs) stream.stop();
    if (!insideHook()) await Promise.all(runs.flatMap(({ background }) => background ?? []));
  }

  async #drain(stream: BacktestStream): Promise<void> {
    try {
      for await (const _result of stream);
    } catch (error) {
      this.#parts.events.emit('error', toError(error));
    }
  }

  #start(symbol: string, context: IBacktestContext, { signal }: BacktestRunOptions, source: string): Running {
    const { registry, events, listeners, config, clock } = this.#parts;
    if (typeof symbol !== 'string' || symbol === '') throw new InputError('run/symbol', `${source} needs a symbol, got ${String(symbol)}.`);
    if (typeof context !== 'object' || context === null) throw new InputError('run/context', `${source} needs { strategyName, exchangeName, frameName }, got ${String(context)}.`);
    const strategy = registry.strategies.get(context.strategyName, source);
    const exchange = registry.exchanges.get(context.exchangeName, source);
    const frame = registry.frames.get(context.frameName, source);
    const key = [symbol, context.strategyName, context.exchangeName, context.frameName].join('\n');
    if (this.#running.has(key)) throw new InputError('run/busy', `${source}: ${symbol} with ${context.strategyName} on ${context.exchangeName} and ${context.frameName} is running already; stop it first.`);
    const options = runOptionsOf({ symbol, exchange, strategy, frame, config: config.values, clock, events, cancel: signal });
    const stream = new BacktestStream({
      run: backtest(options),
      schema: strategy,
      names: { symbol, strategyName: context.strategyName, exchangeName: context.exchangeName },
      events,
      listeners,
      onEnd: () => this.#running.delete(key),
    });
    const running: Running = { stream };
    this.#running.set(key, running);
    return running;
  }
}
