import { InputError, INTERVALS, intervalMs, type DurationMs, type Interval } from '@tradewright/core';

/** Which candles to ask an exchange for. */
export interface Timeframe {
  /** As asked: the candles that come out. */
  readonly interval: Interval;
  /** As asked of the exchange: the same, or shorter ones that are put together. */
  readonly from: Interval;
  readonly stepMs: DurationMs;
  readonly fromStepMs: DurationMs;
}

/** Longest first. Where candles of three days begin is every exchange's own affair, so they are put together from days. */
const ASKED: readonly Interval[] = INTERVALS.filter((interval) => interval !== '3d').toReversed();

/** @throws {InputError} `ccxt/interval`, `interval/unknown` */
export function timeframeOf(exchange: string, offered: Readonly<Record<string, unknown>> | undefined, interval: Interval): Timeframe {
  const stepMs = intervalMs(interval);
  // An exchange that lists none may still have some.
  const has = (one: Interval): boolean => offered === undefined || (Object.hasOwn(offered, one) && offered[one] !== undefined);
  const from = ASKED.find((one) => has(one) && stepMs % intervalMs(one) === 0);
  if (from !== undefined) return { interval, from, stepMs, fromStepMs: intervalMs(from) };
  throw new InputError('ccxt/interval', `${exchange} offers no ${interval} candles, and none that they could be put together from. It offers ${Object.keys(offered ?? {}).join(' ')}.`);
}

/** The longest candles offered that tell where there are any of shorter ones. */
export function longestOf(offered: Readonly<Record<string, unknown>> | undefined, stepMs: DurationMs): Interval | undefined {
  return ASKED.find((one) => intervalMs(one) > stepMs && offered !== undefined && Object.hasOwn(offered, one));
}
