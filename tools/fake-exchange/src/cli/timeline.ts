import { alignDown, type TimestampMs } from '@tradewright/core';
import type { FileMarket } from './file-markets.ts';

const MINUTE_MS = 60_000;
const HISTORY = 2 / 3;

/** The markets shifted by whole minutes, so that two thirds of their time lie before `nowMs`. */
export function continuedAt(markets: readonly FileMarket[], nowMs: TimestampMs): FileMarket[] {
  const times = markets.flatMap(({ candles: { openTimeMs, length } }) => (length === 0 ? [] : [openTimeMs[0]!, openTimeMs[length - 1]!]));
  const firstMs = Math.min(...times);
  const shiftMs = alignDown(nowMs - (firstMs + (Math.max(...times) - firstMs) * HISTORY), MINUTE_MS);
  return markets.map((market) => ({ ...market, candles: { ...market.candles, openTimeMs: market.candles.openTimeMs.map((atMs) => atMs + shiftMs) } }));
}

/** A clock that is right at `startMs` and goes `speed` times as fast as the real one. */
export function spedUp(real: () => TimestampMs, speed: number): () => TimestampMs {
  const startMs = real();
  return () => startMs + Math.floor((real() - startMs) * speed);
}
