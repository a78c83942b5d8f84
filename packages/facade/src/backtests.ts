import type { CancelSignal } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { BacktestStream } from './backtest-stream.ts';
import type { Parts } from './container.ts';
import { frameCount, ownFrames, tellTimeframe } from './frame.ts';
import { LineRun, type BacktestEngine } from './line-run.ts';
import { RunRecord } from './report/run-record.ts';
import { checkContext, checkSymbol, type RunChoice } from './run-choice.ts';
import type { ListedBacktest } from './run-list.ts';
import { runLimits } from './run-limits.ts';
import { runOptionsOf, wantsOf } from './run-options.ts';
import { Runs, type Running } from './runs.ts';
import { scopedRun } from './scoped-run.ts';
import type { IBacktestContext, IExchangeSchema, IFrameSchema, IStrategySchema } from './types.ts';

/** A backtest that is under way, or waits for its first question. */
export type RunningBacktest = Running<IBacktestContext, BacktestStream>;

export interface BacktestOrder {
  readonly symbol: string;
  readonly context: IBacktestContext;
  /** Who starts it, for messages. */
  readonly caller: string;
  readonly cancel?: CancelSignal | undefined;
  /** In quote currency. Default: that of the strategy's risk profile. */
  readonly capital?: number | undefined;
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

/** The backtests of one instance, whoever started them. */
export class Backtests {
  readonly #parts: Parts;
  readonly #runs: Runs<IBacktestContext, BacktestStream> = new Runs();
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
  stop(symbol: string, strategyName: string, choice: RunChoice): Promise<void> {
    return this.#runs.stop(symbol, strategyName, choice);
  }

  /** @throws {InputError} `run/symbol`, `run/context`, `registry/unknown`, `run/busy`, `risk/capital`, `sizing/…` */
  prepare(order: BacktestOrder): RunningBacktest {
    const { registry, risks, events, clock, reports } = this.#parts;
    const { symbol, caller, cancel } = order;
    const { strategy, exchange, frame, names, key, runningKey, title } = this.#checked(order);
    const config = this.#parts.config.values;
    const { scope, source, over, log, callBack } = scopedRun(this.#parts, { mode: 'backtest', symbol, names, exchange, startMs: frame.startDate.getTime(), clock, nowMs: () => clock.nowMs(), cancel });
    const record = new RunRecord({ mode: 'backtest', symbol, ...names });
    const capital = order.capital ?? risks.capitalOf(strategy.riskName, caller);
    const limits = runLimits(this.#parts, { riskName: strategy.riskName, sizingName: strategy.sizingName, scope, record, hasCapital: capital !== undefined, caller });
    over.whenOver(() => limits.gate?.close());
    const options = runOptionsOf({ scope, source, exchange, strategy, frame, config, clock, cancel, limits });
    const start = (): BacktestEngine => {
      entry.begun();
      limits.gate?.begin();
      const frames = ownFrames(frame, symbol);
      if (!this.#told.has(frame)) tellTimeframe(frame, frames, callBack);
      this.#told.add(frame);
      const all = { ...options, ...(frames === undefined ? {} : { frames }), wants: wantsOf([strategy], events) };
      return capital === undefined ? backtest(all) : new LineRun(all, capital);
    };
    const release = registry.use(names, `a backtest of ${title}`);
    const entry = this.#runs.entry(key, symbol, names);
    const onEnd = (failed: boolean): void => {
      entry.ended(failed);
      release();
      this.#runs.remove(runningKey, running);
    };
    const running: RunningBacktest = { scope, entry, stream: new BacktestStream({ start, schema: strategy, scope, events, log, over, clock, reports, record, gate: limits.gate, totalFrames: frameCount(frame), tellsDone: order.walkerName === undefined, onEnd }) };
    this.#runs.add(runningKey, running);
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
    this.#runs.demandFree(runningKey, title, caller);
    return { strategy, exchange, frame, names: { strategyName, exchangeName, frameName }, key, runningKey, title };
  }
}
