import { InputError, type CancelSignal } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { AskedCandles } from '../asked-candles.ts';
import { BacktestStream } from '../backtest-stream.ts';
import { CandleHistory } from '../candle-history.ts';
import type { Parts } from '../container.ts';
import { holdsUp } from '../context.ts';
import { ExchangeSource } from '../exchange-source.ts';
import { frameCount, ownFrames, tellTimeframe } from '../frame.ts';
import { type ListedBacktest, type RunEntry, RunList } from '../run-list.ts';
import { RunLog } from '../run-log.ts';
import { checkOf, runOptionsOf, vwapOf, wantsOf } from '../run-options.ts';
import { RunScope } from '../run-scope.ts';
import { textOf } from '../text-of.ts';
import { toError } from '../to-error.ts';
import type { IBacktestContext, IFrameSchema } from '../types.ts';

interface Running {
  readonly stream: BacktestStream;
  readonly scope: RunScope;
  readonly entry: RunEntry;
  /** Resolves when the run has ended; absent where a consumer of the user's drives it. */
  background?: Promise<void>;
}

/** Ours beside the seeds' arguments. */
export interface BacktestRunOptions {
  /** Ends the run at once, as an `AbortSignal` does. */
  readonly signal?: CancelSignal;
}

/** Ours beside the seeds' arguments: which of a pair's runs are meant. Whatever is left out does not matter. */
export type BacktestChoice = { readonly [Field in 'exchangeName' | 'frameName']?: string | undefined };

/** Backtests by names, the seeds' way. */
export class Backtest {
  readonly #parts: Parts;
  readonly #running = new Map<string, Running>();
  readonly #runs = new RunList();
  /** Frames whose callback has been called: once is enough (`reference/original.md` §14). */
  readonly #told = new WeakSet<IFrameSchema>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Streams the closed and cancelled signals of one backtest.
   *
   * @throws {InputError} `registry/unknown`; `run/busy` when this very run is under way
   */
  run(symbol: string, context: IBacktestContext, options: BacktestRunOptions = {}): BacktestStream {
    return this.#prepare(symbol, context, options, 'Backtest.run').stream;
  }

  /** Runs without a consumer; results reach the listeners. @returns the function that stops it, as `stop` does */
  background(symbol: string, context: IBacktestContext): () => void {
    const running = this.#prepare(symbol, context, {}, 'Backtest.background');
    running.entry.begun();
    running.background = this.#drain(running);
    return () => running.stream.stop();
  }

  /**
   * No new signal in any run of the pair; what is open lives to its end. Resolves when the runs have ended or only wait
   * for their consumer, and at once inside one of their hooks, which would else wait for itself (decision 20).
   *
   * @param choice - ours: only the runs on this exchange, or over this frame
   * @throws {InputError} `registry/unknown`, `run/symbol`, `run/context`
   */
  async stop(symbol: string, strategyName: string, choice: BacktestChoice = {}): Promise<void> {
    checkSymbol(symbol, 'Backtest.stop');
    checkContext(choice, '{ exchangeName, frameName }, or none,', 'Backtest.stop');
    const { exchangeName, frameName } = choice;
    const { strategies, exchanges, frames } = this.#parts.registry;
    strategies.get(strategyName, 'Backtest.stop');
    if (exchangeName !== undefined) exchanges.get(exchangeName, 'Backtest.stop');
    if (frameName !== undefined) frames.get(frameName, 'Backtest.stop');
    const isMeant = ({ entry: { names, symbol: whose } }: Running): boolean =>
      whose === symbol && names.strategyName === strategyName && (exchangeName ?? names.exchangeName) === names.exchangeName && (frameName ?? names.frameName) === names.frameName;
    const runs = [...this.#running.values()].filter(isMeant);
    for (const { stream } of runs) stream.stop();
    await Promise.all(runs.filter(({ scope }) => !holdsUp(scope)).map(({ background, stream }) => background ?? stream.settled()));
  }

  /** The last run of every symbol, strategy, exchange and frame, also after its end. */
  async list(): Promise<ListedBacktest[]> {
    return this.#runs.list();
  }

  async #drain({ stream, scope }: Running): Promise<void> {
    try {
      await Promise.resolve(); // listeners that are added right after the start miss nothing
      for await (const _result of stream);
    } catch (error) {
      this.#parts.events.emit('exit', toError(error), scope.origin);
    }
  }

  #prepare(symbol: string, context: IBacktestContext, { signal: cancel }: BacktestRunOptions, caller: string): Running {
    const { registry, risks, events, clock, logger } = this.#parts;
    checkSymbol(symbol, caller);
    checkContext(context, '{ strategyName, exchangeName, frameName },', caller);
    const strategy = registry.strategies.get(context.strategyName, caller);
    const exchange = registry.exchanges.get(context.exchangeName, caller);
    const frame = registry.frames.get(context.frameName, caller);
    const key = JSON.stringify([symbol, context.strategyName, context.exchangeName, context.frameName]);
    if (this.#running.has(key)) throw new InputError('run/busy', `${caller}: ${symbol} with ${context.strategyName} on ${context.exchangeName} and ${context.frameName} is running already; stop it first.`);

    const config = this.#parts.config.values;
    const report = (thrown: unknown): void => events.emit('error', toError(thrown), scope.origin);
    const source = new ExchangeSource({
      exchange, clock, cancel, retries: config.CC_GET_CANDLES_RETRY_COUNT, retryDelayMs: config.CC_GET_CANDLES_RETRY_DELAY_MS, check: checkOf(config), strict: config.CC_CANDLE_GAP === 'error', direct: !config.CC_CANDLE_PREFETCH,
      onError(error) {
        log.refused('getCandles failed', error);
        report(error);
      },
    });
    const names = { symbol, strategyName: context.strategyName, exchangeName: context.exchangeName };
    const scope = new RunScope({ names, frameName: context.frameName, exchange, history: config.CC_CANDLE_PREFETCH ? new CandleHistory(source, vwapOf(config)) : new AskedCandles(source, vwapOf(config)), logger, startMs: frame.startDate.getTime() });
    const log = new RunLog(logger, scope, report);
    const risk = risks.gate('backtest', strategy, scope, caller);
    const options = runOptionsOf({ scope, source, exchange, strategy, frame, config, clock, cancel, risk });
    const start = (): ReturnType<typeof backtest> => {
      entry.begun();
      const frames = ownFrames(frame, symbol);
      if (!this.#told.has(frame)) tellTimeframe(frame, frames, report);
      this.#told.add(frame);
      return backtest({ ...options, ...(frames === undefined ? {} : { frames }), wants: wantsOf(strategy, events) });
    };
    const release = registry.use(context, `a backtest of ${symbol} with ${context.strategyName} on ${context.exchangeName} and ${context.frameName}`);
    const entry = this.#runs.open(key, symbol, context);
    const onEnd = (failed: boolean): void => {
      entry.ended(failed);
      risk?.close();
      release();
      if (this.#running.get(key) === running) this.#running.delete(key);
    };
    const running: Running = { scope, entry, stream: new BacktestStream({ start, schema: strategy, scope, events, log, totalFrames: frameCount(frame), onEnd }) };
    this.#running.set(key, running);
    return running;
  }
}

function checkSymbol(symbol: unknown, caller: string): void {
  if (typeof symbol !== 'string' || symbol.trim() === '') throw new InputError('run/symbol', `${caller} needs a symbol, got ${textOf(symbol)}.`);
}

function checkContext(context: unknown, needed: string, caller: string): void {
  if (typeof context !== 'object' || context === null) throw new InputError('run/context', `${caller} needs ${needed} got ${textOf(context)}.`);
}
