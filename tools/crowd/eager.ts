import type { Strategy } from '@tradewright/core';
import { MINUTE_MS } from './terms.ts';

/** Wants a position whenever it has none, for two to five minutes. */
export function eager(place: number): Strategy {
  return {
    name: 'eager',
    interval: '1m',
    ask: ({ nowMs, price }) => ({ side: 'long', takeProfitPrice: price * 1.05, stopLossPrice: price * 0.95, lifetimeMinutes: 2 + ((nowMs / MINUTE_MS + place) % 4) }),
  };
}
