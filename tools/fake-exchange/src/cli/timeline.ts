import { alignDown, type TimestampMs } from '@tradewright/core';
import type { FileMarket } from './file-markets.ts';

const MINUTE_MS = 60_000;
const HISTORY = 2 / 3;

/** A market shifted by whole minutes, so that two thirds of its time lie before `nowMs`. */
export function continuedAt(market: FileMarket, nowMs: TimestampMs): FileMarket {
  const { openTimeMs, length } = market.candles;
  const firstMs = openTimeMs[0] ?? 0;
  const shiftMs = alignDown(nowMs - (firstMs + ((openTimeMs[length - 1] ?? 0) - firstMs) * HISTORY), MINUTE_MS);
  return { ...market, candles: { ...market.candles, openTimeMs: openTimeMs.map((atMs) => atMs + shiftMs) } };
}

/** A clock that is right at `startMs` and goes `speed` times as fast as the real one. */
export function spedUp(real: () => TimestampMs, speed: number): () => TimestampMs {
  const startMs = real();
  return () => startMs + Math.floor((real() - startMs) * speed);
}
