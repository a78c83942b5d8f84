import { alignDown, DAY_MS, intervalMs, MINUTE_MS, type Interval, type Span, type TimestampMs } from '@tradewright/core';
import type { GlobalConfig, IStrategySchema } from 'tradewright';
import type { ExchangeOrigin } from './request.ts';

/** A view of an interval that was not declared reaches 1,500 minutes back. */
const LEAST_HISTORY_MS = 2 * DAY_MS;

/**
 * The candles of an exchange that a run stands on: the period, what the strategy declares to look back at, and as much as
 * what is opened at the end may live. Days are whole, so that the same command has the same data all day.
 */
export function dataSpanOf({ fromMs, toMs, nowMs }: ExchangeOrigin, { history = {} }: Pick<IStrategySchema, 'history'>, config: Readonly<GlobalConfig>): Span {
  let firstMs = fromMs - LEAST_HISTORY_MS;
  for (const [interval, candles] of Object.entries(history)) {
    const stepMs = intervalMs(interval as Interval);
    firstMs = Math.min(firstMs, alignDown(fromMs, stepMs) - candles * stepMs);
  }
  const windowMs = intervalMs(config.CC_AVERAGE_PRICE_CANDLE_INTERVAL);
  firstMs = Math.min(firstMs, alignDown(fromMs, windowMs) - config.CC_AVERAGE_PRICE_CANDLE_COUNT * windowMs);
  const afterMs = (config.CC_MAX_SIGNAL_LIFETIME_MINUTES + config.CC_SCHEDULE_AWAIT_MINUTES) * MINUTE_MS;
  return { fromMs: Math.max(0, alignDown(firstMs, DAY_MS)), toMs: endOf(toMs, toMs + afterMs, nowMs) };
}

/** Whole days as far as they are over, at least to the end of the period, and never what has not closed. */
function endOf(toMs: TimestampMs, wantedMs: TimestampMs, nowMs: TimestampMs): TimestampMs {
  const overMs = alignDown(nowMs, DAY_MS);
  const dayMs = Math.min(Math.ceil(wantedMs / DAY_MS) * DAY_MS, overMs);
  return Math.min(Math.max(toMs, dayMs), alignDown(nowMs, MINUTE_MS));
}
