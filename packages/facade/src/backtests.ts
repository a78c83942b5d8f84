import { InputError, type CancelSignal } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { AskedCandles } from './asked-candles.ts';
import { BacktestStream } from './backtest-stream.ts';
import { CandleHistory } from './candle-history.ts';
import type { Parts } from './container.ts';
import { enterToEnd, holdsUp } from './context.ts';
import { ExchangeSource } from './exchange-source.ts';
import { frameCount, ownFrames, tellTimeframe } from './frame.ts';
import { HookContext } from './hook-context.ts';
import { RunRecord } from './report/run-record.ts';
import { checkContext, checkSymbol, type RunChoice } from './run-choice.ts';
import { type ListedBacktest, type RunEntry, RunList } from './run-list.ts';
import { RunLog } from './run-log.ts';
import { RunOver } from './run-over.ts';
import { asking, runOptionsOf, vwapOf, wantsOf } from './run-options.ts';
import { RunScope } from './run-scope.ts';
import { toError } from './to-error.ts';
import type { IBacktestContext, IExchangeSchema, IFrameSchema, IStrategySchema } from './types.ts';

/** A backtest that is under way, or waits for its first question. */
export interface RunningBacktest {
  readonly stream: BacktestStream;
  readonly scope: RunScope;
  readonly entry: RunEntry;
  /** Resolves when the run has ended; absent where a consumer drives it. */
  background?: Promise<void>;
}

export interface BacktestOrder {
  readonly symbol: string;
  readonly context: IBacktestContext;
  /** Who starts it, for messages. */
  readonly caller: string;
  readonly cancel?: CancelSignal | undefined;
  /** The walker that starts it: its runs and those of others do not get in each other's way. */
  readonly walkerName?: string;
}

interface Checked {
  readonly strategy: IStrategySchema;
  readonly exchange: IExchangeSchema;
  readonly frame: IFrameSchema;
  readonly names: Readonly<IBacktestContext>;
  /** Of the run, and of the run among those that are under way. */
  readonly key: string;
  readonly runningKey: string;
  /** For messages. */
  readonly title: string;
}

interface Scoped {
  readonly scope: RunScope;
  readonly source: ExchangeSource;
  /** Ends what the source still waits for. */
  readonly over: RunOver;
  readonly log: RunLog;
  /** Calls a user's function within the context of the run. */
  readonly callBack: (hook: () => unknown) => void;
}

/** The backtests of one instance, whoever started them. */
export class Backtests {
  readonly #parts: Parts;
  readonly #running = new Map<string, RunningBacktest>();
  readonly #runs = new RunList();
  /** Frames whose callback has been called: once is enough (`reference/original.md` §14). */
  readonly #told = new WeakSet<IFrameSchema>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The last run of every symbol, strategy, exchange and frame, also after its end. */
  list(): ListedBacktest[] {
    return this.#runs.list();
  }

  /** Stops the runs of a pair, as decision 20 has it. Resolves when they have ended or only wait for their consumer. */
  async stop(symbol: string, strategyName: string, { exchangeName, frameName }: RunChoice): Promise<void> {
    const isMeant = ({ entry: { names, symbol: whose } }: RunningBacktest): boolean =>
      whose === symbol && names.strategyName === strategyName && (exchangeName ?? names.exchangeName) === names.exchangeName && (frameName ?? names.frameName) === names.frameName;
    const runs = [...this.#running.values()].filter(isMeant);
    for (const { stream } of runs) stream.stop();
    await Promise.all(runs.filter(({ scope }) => !holdsUp(scope)).map(({ background, stream }) => background ?? stream.settled()));
  }

  /** @throws {InputError} `run/symbol`, `run/context`, `registry/unknown`, `run/busy` */
  prepare(order: BacktestOrder): RunningBacktest {
    const { registry, risks, events, clock, reports } = this.#parts;
    const { symbol, caller, cancel } = order;
    const { strategy, exchange, frame, names, key, runningKey, title } = this.#checked(order);
    const config = this.#parts.config.values;
    const { scope, source, over, log, callBack } = this.#scoped(order, exchange, frame);
    const record = new RunRecord({ mode: 'backtest', symbol, ...names });
    const risk = risks.gate('backtest', strategy, { scope, record }, caller);
    over.addEventListener('abort', () => risk?.close());
    const options = runOptionsOf({ scope, source, exchange, strategy, frame, config, clock, cancel, risk });
    const start = (): ReturnType<typeof backtest> => {
      entry.begun();
      const frames = ownFrames(frame, symbol);
      if (!this.#told.has(frame)) tellTimeframe(frame, frames, callBack);
      this.#told.add(frame);
      return backtest({ ...options, ...(frames === undefined ? {} : { frames }), wants: wantsOf(strategy, events) });
    };
    const release = registry.use(names, `a backtest of ${title}`);
    const entry = this.#runs.open(key, symbol, names);
    const onEnd = (failed: boolean): void => {
      entry.ended(failed);
      release();
      if (this.#running.get(runningKey) === running) this.#running.delete(runningKey);
    };
    const running: RunningBacktest = { scope, entry, stream: new BacktestStream({ start, schema: strategy, scope, events, log, over, clock, reports, record, totalFrames: frameCount(frame), tellsDone: order.walkerName === undefined, onEnd }) };
    this.#running.set(runningKey, running);
    return running;
  }

  #checked({ symbol, context, caller, walkerName }: BacktestOrder): Checked {
    const { registry, exchangeOf } = this.#parts;
    checkSymbol(symbol, caller);
    checkContext(context, '{ strategyName, exchangeName, frameName },', caller);
    const { strategyName, exchangeName, frameName } = context; // the user may change his object later
    const strategy = registry.strategies.get(strategyName, caller);
    const exchange = exchangeOf(exchangeName, caller);
    const frame = registry.frames.get(frameName, caller);
    const key = JSON.stringify([symbol, strategyName, exchangeName, frameName]);
    const runningKey = walkerName === undefined ? key : JSON.stringify([key, walkerName]);
    const title = `${symbol} with ${strategyName} on ${exchangeName} and ${frameName}`;
    if (this.#running.has(runningKey)) throw new InputError('run/busy', `${caller}: ${title} is running already; stop it first.`);
    return { strategy, exchange, frame, names: { strategyName, exchangeName, frameName }, key, runningKey, title };
  }

  #scoped({ symbol, context: { strategyName, exchangeName, frameName }, cancel }: BacktestOrder, exchange: IExchangeSchema, frame: IFrameSchema): Scoped {
    const { events, clock, logger } = this.#parts;
    const config = this.#parts.config.values;
    const report = (thrown: unknown): void => events.emit('error', toError(thrown), scope.origin);
    const callBack = (hook: () => unknown): void => void enterToEnd(new HookContext(scope, scope.origin.atMs, null), hook, report);
    const onError = (error: Error): void => {
      log.refused('getCandles failed', error);
      report(error);
    };
    const over = new RunOver(cancel);
    const sourceUntil = (end: CancelSignal | undefined): ExchangeSource => new ExchangeSource({ exchange, clock, cancel: end, onError, callBack, ...asking(config), strict: config.CC_CANDLE_GAP === 'error', direct: !config.CC_CANDLE_PREFETCH });
    // The run needs no more candles when it is over; a listener that is late may still have questions.
    const [source, past] = [sourceUntil(over), sourceUntil(cancel)];
    const history = config.CC_CANDLE_PREFETCH ? new CandleHistory(past, vwapOf(config)) : new AskedCandles(past, vwapOf(config));
    const scope = new RunScope({ mode: 'backtest', names: { symbol, strategyName, exchangeName }, frameName, exchange, history, logger, startMs: frame.startDate.getTime() });
    const log = new RunLog(logger, scope, report);
    return { scope, source, over, log, callBack };
  }
}
