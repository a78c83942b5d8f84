import { intervalMs, type CancelSignal, type CandleFeed, type CandleSource, type Clock, type Rules, type TriggerPrice } from '@tradewright/core';
import type { BacktestOptions, QuietKind } from '@tradewright/core/run';
import type { GlobalConfig } from './config.ts';
import type { Events } from './events.ts';
import type { ExchangeSource, ExchangeSourceParts } from './exchange-source.ts';
import type { RunLimits } from './run-limits.ts';
import type { RunScope } from './run-scope.ts';
import { strategyOf } from './strategy.ts';
import type { IExchangeSchema, IFrameSchema, IStrategyCallbacks, IStrategySchema } from './types.ts';

export interface RunParts {
  readonly scope: RunScope;
  readonly source: ExchangeSource;
  readonly exchange: IExchangeSchema;
  readonly strategy: IStrategySchema;
  readonly frame: IFrameSchema;
  readonly config: Readonly<GlobalConfig>;
  readonly clock: Clock;
  readonly cancel: CancelSignal | undefined;
  readonly limits: RunLimits;
}

/** What the engine needs, from what was registered and configured. */
export function runOptionsOf({ scope, source, exchange, strategy, frame, config, clock, cancel, limits }: RunParts): Omit<BacktestOptions, 'wants'> {
  const { symbol } = scope.names;
  const { gate, sizer } = limits;
  return {
    symbol,
    strategy: strategyOf(strategy, scope, limits),
    candles: waysOf(exchange, source, config).candles,
    prefetch: config.CC_CANDLE_PREFETCH,
    exchangeName: exchange.exchangeName,
    fromMs: frame.startDate.getTime(),
    toMs: frame.endDate.getTime(),
    frame: frame.interval,
    rules: { key: `backtest:${exchange.exchangeName}:${symbol}:${strategy.strategyName}:${frame.frameName}`, ...rulesOf(config, 'candle-range') },
    series: { vwap: vwapOf(config), check: checkOf(config) },
    gaps: config.CC_CANDLE_GAP,
    clock,
    askTimeoutMs: config.CC_MAX_SIGNAL_GENERATION_SECONDS * 1000,
    ...(cancel === undefined ? {} : { cancel }),
    ...(gate === null ? {} : { risk: [gate], book: gate.book }),
    ...(sizer === null ? {} : { sizer }),
  };
}

/** How candles are had: past `getCandles` only where nobody is to hear of each request (decision 8). */
export function waysOf({ source: fast, feed, callbacks }: IExchangeSchema, source: ExchangeSource, { CC_CANDLE_PREFETCH }: Readonly<GlobalConfig>): { readonly candles: CandleSource; readonly feed: CandleFeed | undefined } {
  return CC_CANDLE_PREFETCH && callbacks?.onCandleData === undefined ? { candles: fast ?? source, feed } : { candles: source, feed: undefined };
}

export function vwapOf(config: Readonly<GlobalConfig>): { readonly count: number; readonly intervalMs: number } {
  return { count: config.CC_AVERAGE_PRICE_CANDLE_COUNT, intervalMs: intervalMs(config.CC_AVERAGE_PRICE_CANDLE_INTERVAL) };
}

export function checkOf(config: Readonly<GlobalConfig>): { readonly anomalyFactor: number; readonly minForMedian: number } {
  return { anomalyFactor: config.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR, minForMedian: config.CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN };
}

/** How an exchange is asked: how often, how long, and what its candles are held against. */
export function asking(config: Readonly<GlobalConfig>): Pick<ExchangeSourceParts, 'attempts' | 'retryDelayMs' | 'timeoutMs' | 'check'> {
  return {
    attempts: config.CC_GET_CANDLES_RETRY_COUNT,
    retryDelayMs: config.CC_GET_CANDLES_RETRY_DELAY_MS,
    timeoutMs: config.CC_GET_CANDLES_TIMEOUT_SECONDS * 1000,
    check: checkOf(config),
  };
}

/** @param auto - what `CC_TRIGGER_PRICE: 'auto'` means */
export function rulesOf(config: Readonly<GlobalConfig>, auto: TriggerPrice): BacktestOptions['rules'] & Pick<Rules, 'costs'> {
  return {
    trigger: config.CC_TRIGGER_PRICE === 'auto' ? auto : config.CC_TRIGGER_PRICE,
    intrabar: config.CC_INTRABAR_POLICY,
    costs: { feeFrac: config.CC_TRADE_FEE / 100, slippageFrac: config.CC_SLIPPAGE / 100 },
    limits: {
      minTakeProfitFrac: config.CC_MIN_TAKEPROFIT_DISTANCE_PERCENT / 100,
      minStopLossFrac: config.CC_MIN_STOPLOSS_DISTANCE_PERCENT / 100,
      maxStopLossFrac: config.CC_MAX_STOPLOSS_DISTANCE_PERCENT / 100,
      maxLifetimeMinutes: config.CC_MAX_SIGNAL_LIFETIME_MINUTES,
    },
    scheduleAwaitMs: config.CC_SCHEDULE_AWAIT_MINUTES * 60_000,
    partials: { profitFracs: config.CC_PARTIAL_PROFIT_LEVELS.map(share), lossFracs: config.CC_PARTIAL_LOSS_LEVELS.map(share) },
  };
}

function share(percent: number): number {
  return percent / 100;
}

/** Events that cost a step per frame are made only while somebody wants them (decision 8): told when the run begins. */
export function wantsOf(strategies: readonly IStrategySchema[], events: Events): QuietKind[] {
  const calls = (name: keyof IStrategyCallbacks): boolean => strategies.some(({ callbacks }) => callbacks?.[name] !== undefined);
  const wants: QuietKind[] = [];
  if (calls('onIdle') || calls('onTick') || events.wanted('signalBacktest') || events.wanted('signal')) wants.push('idle');
  if (calls('onPartialProfit') || calls('onPartialLoss')) wants.push('active');
  if (events.wanted('progressBacktest') || events.wanted('performance')) wants.push('progress');
  return wants;
}
