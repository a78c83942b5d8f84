import { ReplayClock } from '@tradewright/core/run';
import { differentEvents, MemoryStore, seededRandom } from '@tradewright/core/testing';
import { createTradewright, type Tradewright } from '../../src/create.ts';
import type { ConfigInput } from '../../src/config.ts';
import { ExecutionContextService } from '../../src/index.ts';
import type { IStrategySchema, IStrategyTickResult } from '../../src/types.ts';
import { MACHINE } from '../live-world.ts';
import { minute, QuickClock } from '../market.ts';
import { SYMBOL } from '../world.ts';
import { callbacksTo, QUIET_CALLBACKS, type Note } from './notebook.ts';
import type { RandomMarket } from './random-market.ts';
import { pick, randomStrategy, throughCandles, type RandomStrategy } from './random-strategy.ts';
import { marketFor, OTHER_SYMBOL, randomConfig, randomFrame, WHOLE, type RandomFrame } from './scenario.ts';

interface Life {
  readonly frame: RandomFrame;
  readonly market: RandomMarket;
  readonly strategy: RandomStrategy;
  readonly config: ConfigInput;
  readonly otherSymbol: string | null;
}

/** Known when it happened; times are those of the engine. */
interface DatedNote extends Note {
  readonly whenMs: number;
}

function randomLife(seed: number): Life {
  const random = seededRandom(seed);
  const drawn = randomFrame(random, WHOLE.frameName, 150);
  const startDate = new Date(Math.ceil(drawn.schema.startDate.getTime() / 60_000) * 60_000);
  const frame = { ...drawn, schema: { ...drawn.schema, interval: '1m' as const, startDate } };
  return {
    frame, market: marketFor(random, frame, [SYMBOL, OTHER_SYMBOL]), strategy: randomStrategy(random), otherSymbol: pick(random, [null, null, OTHER_SYMBOL]),
    // `auto` means something else live.
    config: { ...randomConfig(random), CC_TRIGGER_PRICE: 'candle-range', CC_GET_CANDLES_RETRY_DELAY_MS: 1 },
  };
}

/** Registers the same strategy file, and takes note of everything but ticks at which nothing happened. */
function filled(tw: Tradewright, { market, strategy, frame }: Life, getSignal: IStrategySchema['getSignal'], notes: DatedNote[]): void {
  const take = (kind: string, given: unknown): void => void notes.push({ kind, given: structuredClone(given), whenMs: ExecutionContextService.context.when.getTime() });
  tw.addExchange(market.exchange(WHOLE.exchangeName));
  tw.addFrame(frame.schema);
  tw.addStrategy({ strategyName: WHOLE.strategyName, interval: strategy.interval, getSignal, callbacks: callbacksTo(take, QUIET_CALLBACKS) });
  tw.listenSignal((result) => { if (isNews(result)) take('signal', result); });
  tw.listenPartialProfit((event) => take('partialProfit', event));
  tw.listenPartialLoss((event) => take('partialLoss', event));
  // That candles stay away is news to a live run alone.
  tw.listenError((error) => {
    if (Reflect.get(error, 'code') !== 'candles/stale') take('error', error.message);
  });
}

function isNews({ action }: IStrategyTickResult): boolean {
  return action === 'opened' || action === 'closed' || action === 'cancelled';
}

async function backtested(life: Life, getSignal: IStrategySchema['getSignal']): Promise<DatedNote[]> {
  const notes: DatedNote[] = [];
  const tw = createTradewright({ clock: new QuickClock(minute(100_000)), config: life.config });
  filled(tw, life, getSignal, notes);
  for await (const _result of tw.Backtest.run(SYMBOL, WHOLE));
  tw.dispose();
  return notes;
}

async function traded(life: Life, getSignal: IStrategySchema['getSignal']): Promise<DatedNote[]> {
  const notes: DatedNote[] = [];
  const { startDate, endDate } = life.frame.schema;
  const clock = new ReplayClock({ machine: MACHINE, startMs: startDate.getTime(), endMs: endDate.getTime() - 1, onEnd: () => void tw.shutdown() });
  const tw = createTradewright({ clock: MACHINE, clockOf: () => clock.join(), store: new MemoryStore(), config: life.config });
  filled(tw, life, getSignal, notes);
  for await (const _result of tw.Live.run(SYMBOL, WHOLE));
  tw.dispose();
  return notes;
}

/** What was known by an instant, without what says in which mode it was, and with names of signals and orders by number. */
function comparable(notes: readonly DatedNote[], untilMs: number): DatedNote[] {
  const names = new Map<string, string>();
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string' && /^(?:live|backtest):/.test(value)) {
      const id = value.replace(/^.*?(?=[#:]\d+$)/, '');
      const name = names.get(id) ?? `name ${names.size + 1}`;
      names.set(id, name);
      return name;
    }
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'backtest' && key !== 'late').map(([key, field]) => [key, plain(field)]));
  };
  return notes.filter(({ whenMs }) => whenMs <= untilMs).map(({ kind, given, whenMs }) => ({ kind, whenMs, given: plain(kind.startsWith('on') ? (given as unknown[]).slice(0, -1) : given) }));
}

/** The same strategy file decides, calls back and tells the same, backtested and live. */
export function liveParityLaw(seed: number): Promise<string | null> {
  return parityFault(seed, (getSignal) => getSignal);
}

/** @param changed - the strategy as live trading has it */
export async function parityFault(seed: number, changed: (getSignal: IStrategySchema['getSignal']) => IStrategySchema['getSignal']): Promise<string | null> {
  const life = randomLife(seed);
  const getSignal = throughCandles(life.strategy, life.otherSymbol);
  // The last tick knows nothing of the candle that opens at it.
  const untilMs = life.frame.schema.endDate.getTime() - 60_000;
  const [before, live] = [await backtested(life, getSignal), await traded(life, changed(getSignal))];
  return differentEvents('backtest', comparable(before, untilMs), 'live', comparable(live, untilMs));
}
