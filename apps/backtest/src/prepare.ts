import type { TimestampMs } from '@tradewright/core';
import { addExchange, addFrame, Backtest, getConfig, setConfig, type BacktestStream, type ConfigInput, type GlobalConfig, type IExchangeSchema, type IStrategySchema } from 'tradewright';
import { dataSpanOf } from './data-span.ts';
import { loadStrategy } from './load-strategy.ts';
import { openMarket, type Market } from './market.ts';
import type { Period, RunRequest } from './request.ts';
import { StoredMarket } from './stored-market.ts';

const FRAME = 'backtest-period';

/** A run that only needs to be told when. */
export interface Prepared {
  readonly market: Market;
  readonly strategy: IStrategySchema;
  readonly configuration: Readonly<GlobalConfig>;
  start(period: Period, cancel: AbortSignal): BacktestStream;
}

/**
 * Puts candles, configuration and strategy together on the default instance, which is the one a strategy file that
 * registers itself knows. Once per thread.
 *
 * @param around - changes what the strategy and the engine see of the exchange
 */
export async function prepare(request: RunRequest, around: (exchange: IExchangeSchema) => IExchangeSchema = (exchange) => exchange): Promise<Prepared> {
  const market = await openMarket(request);
  const exchange = around(market.exchange);
  addExchange(exchange);
  // The app's own choice stands before the file is loaded, the user's options after it: the later one wins.
  setConfig({ CC_TRIGGER_PRICE: 'candle-range' });
  const strategy = await loadStrategy(request);
  setConfig(request.settings as ConfigInput);
  const configuration = getConfig();
  if (market instanceof StoredMarket && request.origin.kind === 'exchange') market.bound(dataSpanOf(request.origin, strategy, configuration));
  return {
    market,
    strategy,
    configuration,
    start({ fromMs, toMs }: { readonly fromMs: TimestampMs; readonly toMs: TimestampMs }, cancel): BacktestStream {
      addFrame({ frameName: FRAME, interval: '1m', startDate: new Date(fromMs), endDate: new Date(toMs) });
      const names = { strategyName: strategy.strategyName, exchangeName: exchange.exchangeName, frameName: FRAME };
      return Backtest.run(request.symbol, names, { signal: cancel });
    },
  };
}
