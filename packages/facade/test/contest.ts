import type { DoneContract, ISignalDto, IStrategySchema, IWalkerResults, IWalkerSchema, WalkerContract } from '../src/types.ts';
import { candles, Market, minuteOf } from './market.ts';
import { collect, long, NAMES, SYMBOL, throwText, world, type World } from './world.ts';

export const WALKER = 'contest';
export const WHICH: { readonly walkerName: string } = { walkerName: WALKER };
const { exchangeName, frameName } = NAMES;

/** Trades at the minutes told; the market rises to 111 in minutes 1, 11 and 21 and falls to 95 in minutes 31 and 41. */
export const strategy = (strategyName: string, minutes: readonly number[], over: Partial<IStrategySchema> = {}): IStrategySchema => ({
  strategyName, interval: '1m',
  getSignal: (_symbol, when): ISignalDto | null => (minutes.includes(minuteOf(when)) ? long() : null),
  ...over,
});

const rising = { 1: [100, 111, 100, 100], 11: [100, 111, 100, 100], 21: [100, 111, 100, 100], 31: [100, 100, 95, 100], 41: [100, 100, 95, 100] } as const;

export interface Contest extends World {
  readonly story: string[];
  readonly complete: IWalkerResults[];
  readonly done: DoneContract[];
  walk(symbol?: string): Promise<WalkerContract[]>;
}

/** A walker over strategies; what it tells is written down in order. */
export function contest(strategies: readonly IStrategySchema[], over: Partial<IWalkerSchema> = {}, market: Market = new Market(candles(-2000, 3000, rising))): Contest {
  const made = world({ market, to: 60 });
  const { tw } = made;
  const story: string[] = [];
  const complete: IWalkerResults[] = [];
  const done: DoneContract[] = [];
  for (const schema of strategies) tw.addStrategy(schema);
  tw.addWalker({
    walkerName: WALKER, exchangeName, frameName, strategies: strategies.map(({ strategyName }) => strategyName), metric: 'totalPnl', ...over,
    callbacks: {
      onStrategyStart: (name) => void story.push(`start ${name}`),
      onStrategyComplete: (name, _symbol, stats, metric) => void story.push(`complete ${name} ${stats.totalSignals} ${metric?.toFixed(1) ?? 'null'}`),
      onStrategyError: (name, _symbol, error) => void story.push(`error ${name} ${(error as Error).message}`),
      onComplete: ({ bestStrategy }) => void story.push(`best ${bestStrategy}`),
      ...over.callbacks,
    },
  });
  tw.listenWalkerProgress(({ processedStrategies, totalStrategies, progress }) => void story.push(`progress ${processedStrategies}/${totalStrategies} ${progress.toFixed(2)}`));
  tw.listenWalker(({ strategyName, strategiesTested, bestStrategy }) => void story.push(`tested ${strategyName} ${strategiesTested} ${bestStrategy}`));
  tw.listenWalkerComplete((results) => {
    complete.push(results);
    story.push('complete');
  });
  tw.listenDoneWalker((event) => {
    done.push(event);
    story.push('done');
  });
  return { ...made, story, complete, done, walk: (symbol = SYMBOL) => collect(tw.Walker.run(symbol, WHICH)) };
}

/** +10 %; +20 %; −5 %. */
export const three = (): IStrategySchema[] => [strategy('once', [0]), strategy('twice', [0, 10]), strategy('unlucky', [30])];

/** The exchange fails while one strategy is tested: its run breaks off. */
export function breaking(name: string): Contest {
  let isBroken = false;
  const market = new Market(candles(-2000, 3000, rising), { answer: (_request, honest) => (isBroken ? throwText(new Error('down')) : honest) });
  const made = contest(three(), { callbacks: { onStrategyStart: (started) => void (isBroken = started === name) } }, market);
  made.tw.setConfig({ CC_CANDLE_GAP: 'error', CC_GET_CANDLES_RETRY_COUNT: 0 });
  return made;
}
