import type { CandleSeries, CandleSource } from '@tradewright/core';

/** A source that has everything in memory. */
export function heldSource(series: CandleSeries): CandleSource {
  return {
    name: 'held',
    held: () => series,
    candles() {
      throw new Error('what is held is not asked for');
    },
  };
}
