import { seededRandom, type Random } from '@tradewright/core/testing';
import type { ConfigInput } from '../../src/config.ts';
import type { Tradewright } from '../../src/create.ts';
import type { CandleInterval, IExchangeSchema, IStrategySchema } from '../../src/types.ts';
import { minute } from '../market.ts';
import { SYMBOL } from '../world.ts';
import { differentByKind } from './difference.ts';
import { Inspector, type DatedNote } from './inspector.ts';
import { callbacksTo, CALLBACKS, listenTo } from './notebook.ts';
import type { RandomMarket } from './random-market.ts';
import { answer, pick } from './random-strategy.ts';
import { instance, marketFor, OTHER_SYMBOL, randomConfig, randomFrame, WHOLE, type RandomFrame } from './scenario.ts';

const LONGEST = 32;
const SYMBOLS = [SYMBOL, OTHER_SYMBOL];

/** What a test may do to a run so that it looks ahead. */
export interface Spoiled {
  readonly exchange?: (honest: IExchangeSchema) => IExchangeSchema;
  readonly getSignal?: (market: RandomMarket) => IStrategySchema['getSignal'];
}

interface Setting {
  readonly seed: number;
  readonly frame: RandomFrame;
  readonly config: ConfigInput;
  readonly interval: IStrategySchema['interval'];
  readonly declared: readonly CandleInterval[];
  /** Which hooks look. */
  readonly hooks: ReadonlySet<string>;
  readonly idle: boolean;
  readonly pageSize: number | undefined;
  readonly spoiled: Spoiled;
}

/**
 * Whatever hook looks at the market, of whatever interval, with and without read-ahead, sees closed candles only, all of
 * the window and nothing else; and rewriting every candle that has not closed at an instant changes nothing that was
 * told or shown until then.
 */
export async function lookAheadLaw(seed: number): Promise<string | null> {
  return lookAheadFault(seed, {});
}

export async function lookAheadFault(seed: number, spoiled: Spoiled): Promise<string | null> {
  const random = seededRandom(seed ^ 0x428a2f98);
  const frame = randomFrame(random, WHOLE.frameName, LONGEST);
  const market = marketFor(random, frame, SYMBOLS, pick(random, [0, 40]));
  const setting = settingOf(seed, frame, random, spoiled);
  const fromMs = frame.schema.startDate.getTime();
  const atMs = fromMs - (fromMs % 60_000) + Math.floor(random() * frame.minutes) * 60_000;
  const keepsMinutes = random() < 0.5;
  const whole = await inspected(setting, market);
  if (whole.faults.length > 0) return whole.faults[0]!;
  const other = await inspected(setting, market.rewritten(random, atMs, keepsMinutes));
  // Whether there is a candle after an instant may be known at it: a closed market has no end of a position.
  const until = ({ notes }: Inspector): DatedNote[] => notes.filter(({ whenMs }) => (keepsMinutes ? whenMs <= atMs : whenMs < atMs));
  return other.faults[0] ?? differentByKind('as it was', until(whole), `rewritten from ${(atMs - minute(0)) / 60_000} on`, until(other));
}

function settingOf(seed: number, frame: RandomFrame, random: Random, spoiled: Spoiled): Setting {
  const prefetch = random() < 0.7;
  return {
    seed,
    frame,
    config: { ...randomConfig(random), CC_AVERAGE_PRICE_CANDLE_INTERVAL: '1m', CC_CANDLE_PREFETCH: prefetch },
    interval: pick(random, ['1m', '1m', '5m']),
    declared: (['1m', '5m', '1h', '4h'] as const).filter(() => random() < 0.4),
    hooks: new Set([...CALLBACKS, 'signal', 'signalBacktest', 'partialProfit', 'partialLoss', 'progress', 'error', 'validate', 'validation', 'risk', 'onAllowed', 'onRejected'].filter(() => random() < 0.5)),
    idle: random() < 0.2,
    pageSize: pick(random, [undefined, undefined, 70]),
    spoiled,
  };
}

async function inspected(setting: Setting, market: RandomMarket): Promise<Inspector> {
  const { seed, frame, config, interval, declared, hooks, idle, pageSize, spoiled } = setting;
  const inspector = new Inspector(market, SYMBOLS, config.CC_AVERAGE_PRICE_CANDLE_COUNT ?? 5, seed);
  const take = (kind: string, given: unknown): unknown => (hooks.has(kind) ? inspector.look(kind, given) : undefined);
  const tw = instance(config);
  const honest = market.exchange(WHOLE.exchangeName, { pageSize });
  tw.addExchange(spoiled.exchange?.(honest) ?? honest);
  tw.addFrame(frame.schema);
  addRisk(tw, seed, take);
  tw.addStrategy({
    strategyName: WHOLE.strategyName, interval, riskName: 'inspecting', history: Object.fromEntries(declared.map((one) => [one, 12])),
    callbacks: callbacksTo(take, CALLBACKS.filter((name) => hooks.has(name))),
    getSignal: spoiled.getSignal?.(market) ?? (async (_symbol, when, context) => {
      const viewed = inspector.views(context, declared);
      const seen = await inspector.look('getSignal', when);
      return answer(seed, Math.imul(viewed, 31) + seen, context.price);
    }),
  });
  listenTo(tw, take, idle);
  for await (const _result of tw.Backtest.run(SYMBOL, WHOLE));
  await new Promise(setImmediate); // for callbacks that still look
  tw.dispose();
  return inspector;
}

/** Refuses by what it sees, now and then. */
function addRisk(tw: Tradewright, seed: number, take: (kind: string, given: unknown) => unknown): void {
  tw.addRisk({
    riskName: 'inspecting',
    validations: [async (payload) => {
      const seen = await take('validate', payload);
      if (seededRandom(seed ^ Number(seen ?? 0))() < 0.2) throw new Error(`not after ${String(seen)}`);
    }],
    callbacks: { onAllowed: (...given) => take('onAllowed', given) as void, onRejected: (...given) => take('onRejected', given) as void },
  });
}
