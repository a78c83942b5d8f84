import type { Candle } from '../../market/candle.ts';
import { columnsOf } from '../../market/columns.ts';
import { intervalMs, type Interval } from '../../market/interval.ts';
import { aimView, CandleView } from '../../market/view.ts';
import type { VwapWindow } from '../../market/vwap.ts';
import { MINUTE_MS, type DurationMs, type Price, type TimestampMs } from '../../units.ts';

/** Closed by an instant: the only thing anybody may know (decision 4). */
export function closeOf({ openTimeMs }: Candle): TimestampMs {
  return openTimeMs + MINUTE_MS;
}

/**
 * Decision 5, read word for word every time it is asked.
 *
 * @param sinceMs - candles that opened earlier are left out, see decision 18
 * @returns `null` where the window holds no candle
 */
export function averagePrice(candles: readonly Candle[], atMs: TimestampMs, window: VwapWindow, sinceMs: TimestampMs = -Infinity): Price | null {
  const untilMs = Math.floor(atMs / window.intervalMs) * window.intervalMs;
  const fromMs = untilMs - window.count * window.intervalMs;
  const inside = candles.filter((candle) => candle.openTimeMs >= fromMs && candle.openTimeMs >= sinceMs && closeOf(candle) <= untilMs);
  if (inside.length === 0) return null;
  const longer = window.intervalMs === MINUTE_MS ? inside : joined(inside, window.intervalMs);
  const volume = longer.reduce((sum, candle) => sum + candle.volume, 0);
  if (volume === 0) return longer.reduce((sum, candle) => sum + candle.close, 0) / longer.length;
  return longer.reduce((sum, candle) => sum + ((candle.high + candle.low + candle.close) / 3) * candle.volume, 0) / volume;
}

/** One-minute candles put together to candles of a longer interval, oldest first. */
function joined(candles: readonly Candle[], lengthMs: DurationMs): Candle[] {
  const starts = [...new Set(candles.map(({ openTimeMs }) => Math.floor(openTimeMs / lengthMs) * lengthMs))];
  return starts.map((openTimeMs) => {
    const parts = candles.filter((candle) => Math.floor(candle.openTimeMs / lengthMs) * lengthMs === openTimeMs);
    return {
      openTimeMs,
      open: parts[0]!.open,
      high: Math.max(...parts.map(({ high }) => high)),
      low: Math.min(...parts.map(({ low }) => low)),
      close: parts.at(-1)!.close,
      volume: parts.reduce((sum, { volume }) => sum + volume, 0),
    };
  });
}

/**
 * What a strategy sees of an interval: the window of decision 4 over the candles the run holds. A longer candle that
 * begins before the instant from which it holds all is half a candle, and not shown: the engine's choice where decisions
 * are silent.
 */
export function viewOf(candles: readonly Candle[], firstMs: TimestampMs, atMs: TimestampMs, interval: Interval, limit: number): CandleView {
  const lengthMs = intervalMs(interval);
  const untilMs = Math.floor(atMs / lengthMs) * lengthMs;
  const fromMs = Math.max(untilMs - limit * lengthMs, Math.ceil(firstMs / lengthMs) * lengthMs);
  const seen = joined(candles.filter((candle) => candle.openTimeMs >= fromMs && closeOf(candle) <= untilMs), lengthMs);
  const view = new CandleView(interval);
  aimView(view, columnsOf(seen), 0, seen.length);
  return view;
}
