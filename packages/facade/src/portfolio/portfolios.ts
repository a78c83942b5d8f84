import type { CancelSignal, Interval } from '@tradewright/core';
import { InputError } from '@tradewright/core';
import { checkPortfolio, type BacktestOptions, type PortfolioLine as EngineLine } from '@tradewright/core/run';
import { AskedCandles } from '../asked-candles.ts';
import { BacktestTeller } from '../backtest-teller.ts';
import type { Parts } from '../container.ts';
import { holdsUp } from '../context.ts';
import { ExchangeSource } from '../exchange-source.ts';
import { frameCount, ownFrames, tellTimeframe } from '../frame.ts';
import { RunRecord } from '../report/run-record.ts';
import { RiskProfile } from '../risk-profile.ts';
import { runLimits } from '../run-limits.ts';
import { type Listed, type RunEntry, RunList } from '../run-list.ts';
import { RunLog } from '../run-log.ts';
import { asking, runOptionsOf, vwapOf, wantsOf } from '../run-options.ts';
import { RunOver } from '../run-over.ts';
import { scopedRun } from '../scoped-run.ts';
import { toError } from '../to-error.ts';
import type { IFrameSchema, IPortfolioContext, IStrategySchema } from '../types.ts';
import { PortfolioEngine } from './portfolio-engine.ts';
import { portfolioOrder, type PortfolioOrder } from './portfolio-order.ts';
import { PortfolioScope } from './portfolio-scope.ts';
import { PortfolioStream, type PortfolioLine, type PortfolioNames } from './portfolio-stream.ts';
import { rebalanceOf } from './rebalance.ts';

/** A portfolio that is under way, or waits for its first question. */
export interface RunningPortfolio {
  readonly stream: PortfolioStream;
  readonly scope: PortfolioScope;
  readonly lines: readonly PortfolioLine[];
  readonly entry: RunEntry<PortfolioNames>;
  /** Resolves when it has ended; absent where a consumer drives it. */
  background?: Promise<void>;
}

export interface PortfolioRequest {
  readonly symbols: readonly string[];
  readonly context: IPortfolioContext;
  readonly cancel?: CancelSignal | undefined;
  /** Who starts it, for messages. */
  readonly caller: string;
}

/** A line, and what the engine needs for it. */
interface Prepared extends PortfolioLine {
  readonly options: Omit<BacktestOptions, 'wants'>;
  readonly callBack: (hook: () => unknown) => void;
}

/** The portfolios of one instance. One at a time of each name. */
export class Portfolios {
  readonly #parts: Parts;
  readonly #running = new Map<string, RunningPortfolio>();
  /** The last one of each name that has begun. */
  readonly #begun = new Map<string, PortfolioStream>();
  readonly #list = new RunList<PortfolioNames>();
  readonly #told = new WeakSet<IFrameSchema>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  list(): Listed<PortfolioNames>[] {
    return this.#list.list();
  }

  last(portfolioName: string): PortfolioStream | undefined {
    return this.#begun.get(portfolioName);
  }

  /** Resolves when it has ended or only waits for its consumer, and at once inside one of its own hooks (decision 20). */
  async stop(portfolioName: string): Promise<void> {
    const running = this.#running.get(portfolioName);
    if (running === undefined) return;
    const { stream, scope, lines, background } = running;
    stream.stop();
    if (![scope, ...lines.map((line) => line.scope)].some(holdsUp)) await (background ?? stream.settled());
  }

  /** @throws {InputError} `run/symbol`, `run/context`, `run/options`, `run/prefetch`, `registry/unknown`, `run/busy`, `portfolio/…`, `risk/capital`, `sizing/…` */
  prepare({ symbols, context, cancel, caller }: PortfolioRequest): RunningPortfolio {
    const order = portfolioOrder(this.#parts, symbols, context, caller);
    const { names, strategies, exchange: { exchangeName }, capital, currency } = order;
    if (this.#running.has(names.portfolioName)) throw new InputError('run/busy', `${caller}: portfolio ${names.portfolioName} is running already; stop it first, or give this one another portfolioName.`);
    if (!this.#parts.config.values.CC_CANDLE_PREFETCH) throw new InputError('run/prefetch', `${caller} reads the candles of all symbols ahead. Set CC_CANDLE_PREFETCH to true.`);
    const pairs = names.symbols.flatMap((symbol) => strategies.map((strategy) => ({ symbol, strategy })));
    checkPortfolio({ lines: pairs.map(({ symbol, strategy: { strategyName: name } }) => ({ symbol, strategy: { name }, exchangeName })), capitalQuote: capital, currency });
    const profiles = new Map<string, RiskProfile>();
    const lines = pairs.map(({ symbol, strategy }) => this.#lineOf(symbol, strategy, order, { profiles, cancel, caller }));
    return this.#prepared(order, lines, cancel);
  }

  #prepared(order: PortfolioOrder, lines: readonly Prepared[], cancel: CancelSignal | undefined): RunningPortfolio {
    const { names } = order;
    const { events, logger, reports } = this.#parts;
    const { portfolioName } = names;
    const scope = this.#scopeOf(order, lines);
    const log = new RunLog(logger, scope, (thrown) => events.emit('error', toError(thrown), scope.origin));
    const release = this.#hold(order);
    const entry = this.#list.open(portfolioName, names.symbols.join(', '), names);
    const stream = new PortfolioStream({
      names, capital: order.capital, lines, scope, events, log, reports, over: new RunOver(cancel),
      start: () => {
        entry.begun();
        return this.#engineOf(order, lines, cancel);
      },
      onBegin: (begun) => void this.#begun.set(portfolioName, begun),
      onEnd: (failed) => {
        entry.ended(failed);
        release();
        if (this.#running.get(portfolioName) === running) this.#running.delete(portfolioName);
      },
    });
    const running: RunningPortfolio = { stream, scope, lines, entry };
    this.#running.set(portfolioName, running);
    return running;
  }

  #lineOf(symbol: string, strategy: IStrategySchema, order: PortfolioOrder, { profiles, cancel, caller }: { readonly profiles: Map<string, RiskProfile>; readonly cancel: CancelSignal | undefined; readonly caller: string }): Prepared {
    const { events, clock, config: { values: config } } = this.#parts;
    const { exchange, frame, names: { exchangeName, frameName }, riskName = strategy.riskName, sizingName = strategy.sizingName } = order;
    const { strategyName } = strategy;
    const { scope, source, over, log, callBack } = scopedRun(this.#parts, { mode: 'backtest', symbol, names: { strategyName, exchangeName, frameName }, exchange, startMs: frame.startDate.getTime(), clock, nowMs: () => clock.nowMs(), cancel });
    const record = new RunRecord({ mode: 'backtest', symbol, strategyName, exchangeName, frameName });
    const profile = riskName === undefined ? undefined : (profiles.get(riskName) ?? new RiskProfile());
    if (riskName !== undefined && profile !== undefined) profiles.set(riskName, profile);
    const limits = runLimits(this.#parts, { riskName, sizingName, scope, record, hasCapital: true, caller, ...(profile === undefined ? {} : { profile }) });
    over.whenOver(() => limits.gate?.close());
    const options = runOptionsOf({ scope, source, exchange, strategy, frame, config, clock, cancel, limits });
    const teller = new BacktestTeller({ schema: strategy, scope, events, log, record, gate: limits.gate, clock, totalFrames: frameCount(frame), tellsDone: true });
    return { schema: strategy, scope, record, over, teller, options, callBack };
  }

  #engineOf({ frame, capital, currency, equityEvery, onClose }: PortfolioOrder, lines: readonly Prepared[], cancel: CancelSignal | undefined): PortfolioEngine {
    const scopes = new Map(lines.map(({ scope }) => [JSON.stringify([scope.names.symbol, scope.names.strategyName]), scope]));
    const frames = new Map(lines.map(({ scope: { names: { symbol } } }) => [symbol, ownFrames(frame, symbol)]));
    if (!this.#told.has(frame)) tellTimeframe(frame, [...frames.values()][0], lines[0]!.callBack);
    this.#told.add(frame);
    const { strategy: _strategy, symbol: _symbol, candles: _candles, risk: _risk, book: _book, sizer: _sizer, prefetch: _prefetch, rules: { key: _key, ...rules }, ...shared } = lines[0]!.options;
    return new PortfolioEngine({
      ...shared, rules, lines: lines.map(({ options }) => lineOf(options, frames.get(options.symbol))), capitalQuote: capital,
      wants: wantsOf(lines.map(({ schema }) => schema), this.#parts.events),
      ...(currency === undefined ? {} : { currency }),
      ...(equityEvery === undefined ? {} : { equityEvery: equityEvery as Interval }),
      ...(cancel === undefined ? {} : { cancel }),
      ...(onClose === undefined ? {} : { rebalance: rebalanceOf(onClose, (symbol, strategyName) => scopes.get(JSON.stringify([symbol, strategyName]))!) }),
    });
  }

  /** Listeners of a portfolio may ask for candles too; no line of it holds those of all. */
  #scopeOf({ names: { portfolioName, symbols, exchangeName, frameName }, exchange, frame }: PortfolioOrder, lines: readonly PortfolioLine[]): PortfolioScope {
    const { clock, events, logger, config: { values: config } } = this.#parts;
    const onError = (error: Error): void => events.emit('error', error, scope.origin);
    const source = new ExchangeSource({ exchange, clock, cancel: undefined, onError, ...asking(config), direct: true, strict: true });
    const scope = new PortfolioScope({
      mode: 'backtest', names: { symbol: symbols.join(', '), strategyName: portfolioName, exchangeName }, frameName, exchange, logger,
      history: new AskedCandles(source, vwapOf(config)), startMs: frame.startDate.getTime(),
    }, lines.map((line) => line.scope));
    return scope;
  }

  #hold({ names: { portfolioName, exchangeName, frameName, strategyNames }, riskName, sizingName }: PortfolioOrder): () => void {
    const { registry } = this.#parts;
    const releases = strategyNames.map((strategyName) => registry.use({ strategyName, exchangeName, frameName, riskName, sizingName }, `portfolio ${portfolioName}`));
    return () => {
      for (const release of releases) release();
    };
  }
}

function lineOf({ symbol, strategy, candles, exchangeName = '', risk, book, sizer, rules: { key } }: Omit<BacktestOptions, 'wants'>, frames: readonly number[] | undefined): EngineLine {
  return {
    symbol, strategy, candles, exchangeName,
    ...(key === undefined ? {} : { key }),
    ...(risk === undefined ? {} : { risk }),
    ...(book === undefined ? {} : { book }),
    ...(sizer === undefined ? {} : { sizer }),
    ...(frames === undefined ? {} : { frames }),
  };
}
