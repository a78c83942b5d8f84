import type { Clock, StateStore } from '@tradewright/core';
import { ReplayClock } from '@tradewright/core/run';
import { MemoryStore } from '@tradewright/core/testing';
import { createTradewright, type Tradewright, type TradewrightOptions } from '../src/create.ts';
import type { LiveStream } from '../src/live-stream.ts';
import type { ILiveContext, IRiskSchema, IStrategyTickResult, LiveStatusContract } from '../src/types.ts';
import { candles, Market, minute } from './market.ts';
import { collect, FREE, scripted, SYMBOL, type ScriptedOptions } from './world.ts';

export const LIVE_NAMES: ILiveContext = { strategyName: 'scripted', exchangeName: 'memory' };

/** The clock of a machine that has nothing to wait for. */
export const MACHINE: Clock = {
  nowMs: () => 0,
  elapsedMs: () => 0,
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
  sleep: () => Promise.resolve(),
  after: () => () => undefined,
};

export interface LiveWorldOptions extends ScriptedOptions {
  readonly risk?: IRiskSchema;
  /** `null`: none is given, so the instance chooses. */
  readonly store?: StateStore | null;
  /** Called before the run begins. */
  readonly before?: (tw: Tradewright) => void;
  readonly parts?: TradewrightOptions;
}

export interface LiveWorld {
  readonly tw: Tradewright;
  readonly market: Market;
  readonly store: StateStore | null;
  readonly errors: Error[];
  readonly status: LiveStatusContract[];
  /** Minutes at which the strategy was asked. */
  readonly asks: number[];
  run(symbol?: string): LiveStream;
  /** Every result until time is over, and the instance is shut down. */
  results(symbol?: string): Promise<IStrategyTickResult[]>;
}

/** An instance that trades a script live, from minute to minute as fast as it goes, and is shut down when time is over. */
export function liveWorld(options: LiveWorldOptions = {}): LiveWorld {
  const { market = new Market(candles(-2000, 3000)), from = 0, to = 10, store = new MemoryStore() } = options;
  const clock = new ReplayClock({ machine: MACHINE, startMs: minute(from), endMs: minute(to) - 1, onEnd: () => void tw.shutdown() });
  const tw = createTradewright({ clock: MACHINE, clockOf: () => clock.join(), ...(store === null ? {} : { store }), config: { ...FREE, CC_TRIGGER_PRICE: 'candle-range', ...options.config }, ...options.parts });
  const errors: Error[] = [];
  const status: LiveStatusContract[] = [];
  const asks: number[] = [];
  tw.addExchange(market);
  if (options.risk !== undefined) tw.addRisk(options.risk);
  const schema = scripted(LIVE_NAMES.strategyName, options, asks);
  tw.addStrategy(options.risk === undefined ? schema : { riskName: options.risk.riskName, ...schema });
  options.before?.(tw);
  tw.listenError((error) => void errors.push(error));
  tw.listenLiveStatus((event) => void status.push(event));
  const run = (symbol = SYMBOL): LiveStream => tw.Live.run(symbol, LIVE_NAMES);
  return { tw, market, store, errors, status, asks, run, results: (symbol) => collect(run(symbol)) };
}
