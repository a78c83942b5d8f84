import type { DurationMs, Price, TimestampMs } from '../units.ts';
import type { CandleColumns } from './columns.ts';
import { alignDown } from './interval.ts';

/** The window of the volume-weighted average price. */
export interface VwapWindow {
  /** How many closed candles. */
  readonly count: number;
  /** Their interval; a multiple of the series' own. */
  readonly intervalMs: DurationMs;
}

/** Five one-minute candles (decision 5). */
export const DEFAULT_VWAP: VwapWindow = { count: 5, intervalMs: 60_000 };

/**
 * Σ(typical·volume) / Σ(volume) with typical = (high + low + close) / 3 over the candles of the window that have closed
 * by `atMs`; the mean of closes where nothing was traded; `NaN` where the window holds no candle. Summed afresh from the
 * candles of the window alone, oldest first: no drift over years, and the value depends on nothing outside the window.
 *
 * @param sinceMs - candles that opened before this instant are left out of the window
 * @param c - candles of `stepMs`; only rows below `end` are looked at, and all of them have closed by `atMs`
 */
export function vwapAt(c: Omit<CandleColumns, 'length'>, end: number, atMs: TimestampMs, stepMs: DurationMs, window: VwapWindow, sinceMs: TimestampMs = -Infinity): Price {
  const untilMs = alignDown(atMs, window.intervalMs);
  const fromMs = Math.max(sinceMs, untilMs - window.count * window.intervalMs);
  let to = end;
  while (to > 0 && c.openTimeMs[to - 1]! + stepMs > untilMs) to--;
  let from = to;
  while (from > 0 && c.openTimeMs[from - 1]! >= fromMs) from--;
  return window.intervalMs === stepMs ? meanOfRows(c, from, to) : meanOfGroups(c, from, to, window.intervalMs);
}

function meanOfRows(c: Omit<CandleColumns, 'length'>, from: number, to: number): Price {
  let money = 0;
  let volume = 0;
  for (let i = from; i < to; i++) {
    const traded = c.volume[i]!;
    money += ((c.high[i]! + c.low[i]! + c.close[i]!) / 3) * traded;
    volume += traded;
  }
  return volume > 0 ? money / volume : meanOfCloses(c, from, to);
}

function meanOfCloses(c: Omit<CandleColumns, 'length'>, from: number, to: number): Price {
  let sum = 0;
  for (let i = from; i < to; i++) sum += c.close[i]!;
  return sum / (to - from);
}

/** The same over candles of a longer interval, put together from their one-step candles on the way. */
function meanOfGroups(c: Omit<CandleColumns, 'length'>, from: number, to: number, intervalMs: DurationMs): Price {
  let money = 0;
  let volume = 0;
  let closes = 0;
  let groups = 0;
  for (let i = from; i < to; ) {
    const nextMs = alignDown(c.openTimeMs[i]!, intervalMs) + intervalMs;
    let high = 0;
    let low = Infinity;
    let traded = 0;
    for (; i < to && c.openTimeMs[i]! < nextMs; i++) {
      high = Math.max(high, c.high[i]!);
      low = Math.min(low, c.low[i]!);
      traded += c.volume[i]!;
    }
    const close = c.close[i - 1]!;
    money += ((high + low + close) / 3) * traded;
    volume += traded;
    closes += close;
    groups++;
  }
  return volume > 0 ? money / volume : closes / groups;
}

/** Fills `vwap[row]` with the price at the close of each row in `[from, to)`. Rows before `from` are filled already. */
export function fillVwap(c: Omit<CandleColumns, 'length'>, vwap: Float64Array, from: number, to: number, stepMs: DurationMs, window: VwapWindow): void {
  if (window.intervalMs !== stepMs) return fillGrouped(c, vwap, from, to, stepMs, window);
  const first = from - window.count + 1;
  const gapless = first >= 0 && to > from && c.openTimeMs[to - 1]! - c.openTimeMs[first]! === (to - 1 - first) * stepMs;
  if (gapless && window.count === DEFAULT_VWAP.count) fillFive(c, vwap, from, to);
  else fillRows(c, vwap, from, to, (window.count - 1) * stepMs);
}

function fillRows(c: Omit<CandleColumns, 'length'>, vwap: Float64Array, from: number, to: number, spanMs: DurationMs): void {
  const { openTimeMs } = c;
  let first = from;
  for (let row = from; row < to; row++) {
    while (first > 0 && openTimeMs[row]! - openTimeMs[first - 1]! <= spanMs) first--;
    while (openTimeMs[row]! - openTimeMs[first]! > spanMs) first++;
    vwap[row] = meanOfRows(c, first, row + 1);
  }
}

/** `fillRows` for the usual window of five rows without a gap: the same sums, carried along instead of read again. */
function fillFive(c: Omit<CandleColumns, 'length'>, vwap: Float64Array, from: number, to: number): void {
  const { high, low, close, volume } = c;
  const money = (row: number): Price => ((high[row]! + low[row]! + close[row]!) / 3) * volume[row]!;
  let [m1, m2, m3, m4] = [money(from - 4), money(from - 3), money(from - 2), money(from - 1)];
  let [v1, v2, v3, v4] = [volume[from - 4]!, volume[from - 3]!, volume[from - 2]!, volume[from - 1]!];
  for (let row = from; row < to; row++) {
    const v5 = volume[row]!;
    const m5 = ((high[row]! + low[row]! + close[row]!) / 3) * v5;
    const traded = v1 + v2 + v3 + v4 + v5;
    vwap[row] = traded > 0 ? (m1 + m2 + m3 + m4 + m5) / traded : meanOfCloses(c, row - 4, row + 1);
    m1 = m2;
    m2 = m3;
    m3 = m4;
    m4 = m5;
    v1 = v2;
    v2 = v3;
    v3 = v4;
    v4 = v5;
  }
}

function fillGrouped(c: Omit<CandleColumns, 'length'>, vwap: Float64Array, from: number, to: number, stepMs: DurationMs, window: VwapWindow): void {
  for (let row = from; row < to; row++) vwap[row] = vwapAt(c, row + 1, c.openTimeMs[row]! + stepMs, stepMs, window);
}
