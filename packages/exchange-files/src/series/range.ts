import { InputError, intervalMs, type CandleRange, type DurationMs } from '@tradewright/core';

/**
 * Length of the candles a question is for.
 *
 * @throws {InputError} `interval/unknown`, `range/invalid`
 */
export function checkRange({ interval, fromMs, toMs }: CandleRange): DurationMs {
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) throw new InputError('range/invalid', `a range from ${fromMs} to ${toMs} is none; give both ends in milliseconds since 1970.`);
  return intervalMs(interval);
}
