import { intervalMs, type CancelSignal, type Clock, type VwapWindow } from '@tradewright/core';
import type { BacktestOptions, QuietKind } from '@tradewright/core/run';
import { CandleHistory } from './candle-history.ts';
import type { GlobalConfig } from './config.ts';
import type { Events } from './events.ts';
import { ExchangeSource } from './exchange-source.ts';
import { strategyOf } from './strategy.ts';
import type { IExchangeSchema, IFrameSchema, IStrategySchema } from './types.ts';

export interface RunParts {
  readonly symbol: string;
  readonly exchange: IExchangeSchema;
  readonly strategy: IStrategySchema;
  readonly frame: IFrameSchema;
  readonly config: Readonly<GlobalConfig>;
  readonly clock: Clock;
  readonly events: Events;
  readonly cancel: CancelSignal | undefined;
}

/** What the engine needs, from what was registered and configured. */
export function runOptionsOf(parts: RunParts): BacktestOptions {
  const { symbol, exchange, strategy, frame, config, clock, events, cancel } = parts;
  const check = { anomalyFactor: config.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR, minForMedian: config.CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN };
  const vwap: VwapWindow = { count: config.CC_AVERAGE_PRICE_CANDLE_COUNT, intervalMs: intervalMs(config.CC_AVERAGE_PRICE_CANDLE_INTERVAL) };
  const source = new ExchangeSource({
    exchange,
    clock,
    retries: config.CC_GET_CANDLES_RETRY_COUNT,
    retryDelayMs: config.CC_GET_CANDLES_RETRY_DELAY_MS,
    check,
    onError: (error) => events.emit('error', error),
  });
  return {
    symbol,
    strategy: strategyOf(strategy, exchange, new CandleHistory(source, vwap)),
    candles: exchange.source ?? source,
    exchangeName: exchange.exchangeName,
    fromMs: frame.startDate.getTime(),
    toMs: frame.endDate.getTime(),
    frame: frame.interval,
    rules: rulesOf(config, { symbol, exchange, strategy, frame }),
    series: { vwap, check },
    gaps: config.CC_CANDLE_GAP,
    wants: wantsOf(strategy, events),
    clock,
    askTimeoutMs: config.CC_MAX_SIGNAL_GENERATION_SECONDS * 1000,
    ...(cancel === undefined ? {} : { cancel }),
  };
}

function rulesOf(config: Readonly<GlobalConfig>, { symbol, exchange, strategy, frame }: Pick<RunParts, 'symbol' | 'exchange' | 'strategy' | 'frame'>): BacktestOptions['rules'] {
  return {
    key: `backtest:${exchange.exchangeName}:${symbol}:${strategy.strategyName}:${frame.frameName}`,
    trigger: config.CC_TRIGGER_PRICE === 'auto' ? 'candle-range' : config.CC_TRIGGER_PRICE,
    intrabar: config.CC_INTRABAR_POLICY,
    costs: { feeFrac: config.CC_TRADE_FEE / 100, slippageFrac: config.CC_SLIPPAGE / 100 },
    limits: {
      minTakeProfitFrac: config.CC_MIN_TAKEPROFIT_DISTANCE_PERCENT / 100,
      minStopLossFrac: config.CC_MIN_STOPLOSS_DISTANCE_PERCENT / 100,
      maxStopLossFrac: config.CC_MAX_STOPLOSS_DISTANCE_PERCENT / 100,
      maxLifetimeMinutes: config.CC_MAX_SIGNAL_LIFETIME_MINUTES,
    },
    scheduleAwaitMs: config.CC_SCHEDULE_AWAIT_MINUTES * 60_000,
  };
}

/** Events that cost a step per frame are made only while somebody wants them (decision 8). */
function wantsOf({ callbacks }: IStrategySchema, events: Events): QuietKind[] {
  const wants: QuietKind[] = [];
  if (callbacks?.onIdle !== undefined || callbacks?.onTick !== undefined) wants.push('idle');
  if (events.wanted('progressBacktest')) wants.push('progress');
  return wants;
}
