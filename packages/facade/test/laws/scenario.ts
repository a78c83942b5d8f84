import type { Random } from '@tradewright/core/testing';
import { createTradewright, type Tradewright } from '../../src/create.ts';
import type { ConfigInput } from '../../src/config.ts';
import type { FrameInterval, IBacktestContext, IFrameSchema } from '../../src/types.ts';
import { minute, QuickClock } from '../market.ts';
import { RandomMarket } from './random-market.ts';
import { pick } from './random-strategy.ts';

export const OTHER_SYMBOL = 'ETHUSDT';
/** The names under which the laws register what a single run needs. */
export const WHOLE: IBacktestContext = { strategyName: 'random', exchangeName: 'honest', frameName: 'frame' };

/** The longest that anything decided on the last frame may wait, and live, in the configurations below, and some more. */
const TAIL_MINUTES = 20 + 40 + 15;

/** A range with a boundary of every interval up to 8h somewhere in it, most of the time. */
export interface RandomFrame {
  readonly schema: IFrameSchema;
  /** Number of minutes in the range. */
  readonly minutes: number;
}

/** @param longest - minutes that the range may have at most */
export function randomFrame(random: Random, frameName: string, longest: number): RandomFrame {
  const minutes = 10 + Math.floor(random() ** 2 * (longest - 10));
  const first = 5 * 1440 + pick(random, [0, 480, 960]) - Math.floor(random() * minutes * 1.2);
  const startDate = new Date(minute(first) + pick(random, [0, 0, 0, 30_000]));
  const interval: FrameInterval = pick(random, ['1m', '1m', '1m', '3m', '5m']);
  return { schema: { frameName, interval, startDate, endDate: new Date(minute(first + minutes)) }, minutes };
}

/** Candles for a frame, and for all that may follow on its last instant. */
export function marketFor(random: Random, { schema, minutes }: RandomFrame, symbols: readonly string[], pastHours = pick(random, [0, 0, 20])): RandomMarket {
  const startMs = schema.startDate.getTime();
  return RandomMarket.of(random, symbols, { fromMs: startMs - (startMs % 60_000), count: minutes + TAIL_MINUTES, pastHours });
}

/** Rules of every kind; they let most signals pass. */
export function randomConfig(random: Random): ConfigInput {
  const costs = random() < 0.3 ? 0.01 : 0;
  return {
    CC_SCHEDULE_AWAIT_MINUTES: pick(random, [2, 7, 20]),
    CC_AVERAGE_PRICE_CANDLE_COUNT: pick(random, [1, 2, 5, 5]),
    CC_AVERAGE_PRICE_CANDLE_INTERVAL: pick(random, ['1m', '1m', '1m', '5m']),
    CC_TRADE_FEE: costs,
    CC_SLIPPAGE: costs * 2,
    CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: pick(random, [0.06, 0.06, 0.3]),
    CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0.06,
    CC_MAX_STOPLOSS_DISTANCE_PERCENT: pick(random, [20, 1]),
    CC_MAX_SIGNAL_LIFETIME_MINUTES: pick(random, [40, 40, 20]),
    CC_TRIGGER_PRICE: pick(random, ['auto', 'candle-range', 'vwap']),
    CC_INTRABAR_POLICY: pick(random, ['stop-loss-first', 'take-profit-first']),
    CC_PARTIAL_PROFIT_LEVELS: pick(random, [[10, 20, 30, 40, 50, 60, 70, 80, 90], [], [5, 50]]),
    CC_PARTIAL_LOSS_LEVELS: pick(random, [[40, 80], [1, 99]]),
  };
}

/** An instance whose clock is far beyond every candle. */
export function instance(config: ConfigInput): Tradewright {
  return createTradewright({ clock: new QuickClock(minute(100_000)), config });
}
