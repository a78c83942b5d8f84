import type { StrategyContext } from '@tradewright/core';
import type { BacktestStream } from '../src/backtest-stream.ts';
import { createTradewright, type Tradewright } from '../src/create.ts';
import type { ConfigInput } from '../src/config.ts';
import type { IBacktestContext, IFrameSchema, ISignalDto, IStrategyBacktestResult, IStrategySchema, IStrategyTickResult, SignalInterval } from '../src/types.ts';
import { candles, Market, minute, minuteOf, QuickClock } from './market.ts';

export const NAMES: IBacktestContext = { strategyName: 'scripted', exchangeName: 'memory', frameName: 'morning' };
export const SYMBOL = 'BTCUSDT';

/** No costs, so that prices and profits can be reckoned in the head. */
export const FREE: ConfigInput = { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0 };

/** Target 10 above 100, stop 5 below, an hour. */
export const long = (over: Partial<ISignalDto> = {}): ISignalDto => ({ position: 'long', priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 60, ...over });
export const short = (over: Partial<ISignalDto> = {}): ISignalDto => ({ position: 'short', priceTakeProfit: 90, priceStopLoss: 105, minuteEstimatedTime: 60, ...over });

/** What a strategy says at which minute: an answer, or what to do to find one. */
export type Script = Readonly<Record<number, ISignalDto | ((when: Date, context: StrategyContext) => unknown)>>;

/** The market, and who trades on it. */
export interface ScriptedOptions {
  readonly market?: Market;
  readonly script?: Script;
  /** In place of the script. */
  readonly getSignal?: (symbol: string, when: Date, context: StrategyContext) => unknown;
  readonly callbacks?: IStrategySchema['callbacks'];
  readonly strategy?: Partial<IStrategySchema>;
  readonly interval?: SignalInterval;
  readonly config?: ConfigInput;
  /** Frames, or live ticks, in `[from, to)`, in minutes. */
  readonly from?: number;
  readonly to?: number;
}

export interface WorldOptions extends ScriptedOptions {
  readonly frame?: Partial<IFrameSchema>;
  readonly clock?: QuickClock;
}

export interface World {
  readonly tw: Tradewright;
  readonly market: Market;
  readonly clock: QuickClock;
  readonly errors: Error[];
  /** Minutes at which the strategy was asked. */
  readonly asks: number[];
  run(): BacktestStream;
  results(): Promise<IStrategyBacktestResult[]>;
}

/** A strategy that says what the script has for the minute. @param asks - grows by the minutes at which it is asked */
export function scripted(strategyName: string, { script = {}, getSignal, callbacks, strategy, interval = '1m' }: ScriptedOptions, asks: number[]): IStrategySchema {
  const says = getSignal ?? ((_symbol: string, when: Date, context: StrategyContext): unknown => {
    const said = script[minuteOf(when)];
    return typeof said === 'function' ? said(when, context) : said;
  });
  return {
    strategyName,
    interval,
    getSignal(symbol, when, context) {
      asks.push(minuteOf(when));
      return says(symbol, when, context) as ISignalDto | null;
    },
    ...(callbacks === undefined ? {} : { callbacks }),
    ...strategy,
  };
}

/** An instance with one exchange, one strategy and one frame of ten minutes over calm candles, unless told otherwise. */
export function world(options: WorldOptions = {}): World {
  const { market = new Market(candles(-2000, 3000)), from = 0, to = 10, clock = new QuickClock(minute(100_000)) } = options;
  const tw = createTradewright({ clock, config: options.config ?? FREE });
  const errors: Error[] = [];
  const asks: number[] = [];
  tw.addExchange(market);
  tw.addStrategy(scripted(NAMES.strategyName, options, asks));
  tw.addFrame({ frameName: NAMES.frameName, interval: '1m', startDate: new Date(minute(from)), endDate: new Date(minute(to)), ...options.frame });
  tw.listenError((error) => void errors.push(error));
  const run = (): BacktestStream => tw.Backtest.run(SYMBOL, NAMES);
  return { tw, market, clock, errors, asks, run, results: () => collect(run()) };
}

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const one of stream) collected.push(one);
  return collected;
}

/** Results as words: what happened, why, and the minute it is stamped with. */
export function told(results: readonly IStrategyTickResult[]): string[] {
  return results.map((result) => {
    if (result.action === 'closed') return `${result.closeReason} ${minuteOf(result.closeTimestamp)}`;
    if (result.action === 'cancelled') return `cancelled ${result.reason} ${minuteOf(result.closeTimestamp)}`;
    return result.action;
  });
}

/** Ends when a promise does; a promise that never settles is told from one that does by whoever else ends first. */
export async function settlesBefore(first: Promise<unknown>, second: Promise<unknown>): Promise<boolean> {
  return Promise.race([first.then(() => true), second.then(() => false)]);
}

/** Somebody else's promise: anything with a `then`. */
export function thenable(then: (done: () => void, fail: (error: Error) => void) => void): unknown {
  // oxlint-disable-next-line unicorn/no-thenable -- users return such things
  return { then };
}

/** Users throw the strangest things. */
export function throwText(text: unknown): never {
  throw text;
}

/** The code of what a call rejects with. */
export const codeOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'fulfilled', (error: { code?: unknown }) => error.code);
