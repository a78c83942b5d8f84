import { InputError } from '../../error.ts';
import { CandleCheck } from '../../market/check.ts';
import type { CandleColumns } from '../../market/columns.ts';
import { intervalMs } from '../../market/interval.ts';
import type { SeriesKey, Span } from '../../ports/candle-store.ts';
import { checkKey } from './check-key.ts';

/**
 * Checks what every `CandleStore` has to refuse in a fill, before anything is touched. A price that is only unusual is no
 * reason: that is for whoever brings the candle to judge.
 *
 * @throws {InputError} `candle-store/key`, `candle-store/span`, `candle-store/candles`
 */
export function checkFill(key: SeriesKey, span: Span, candles: CandleColumns): void {
  checkKey(key);
  checkSpan(key, span);
  const { length, openTimeMs } = candles;
  const check = new CandleCheck(intervalMs(key.interval), { anomalyFactor: Infinity });
  const row = check.accept(candles, 0, length);
  if (row < length) throw new InputError('candle-store/candles', `${nameOf(key)}: ${check.explain(candles, row).detail}.`);
  if (length === 0 || (openTimeMs[0]! >= span.fromMs && openTimeMs[length - 1]! < span.toMs)) return;
  throw new InputError('candle-store/candles', `${nameOf(key)}: candles from ${timeOf(openTimeMs[0]!)} to ${timeOf(openTimeMs[length - 1]!)} do not lie in the span ${timeOf(span.fromMs)} to ${timeOf(span.toMs)}.`);
}

function checkSpan(key: SeriesKey, { fromMs, toMs }: Span): void {
  const stepMs = intervalMs(key.interval);
  for (const atMs of [fromMs, toMs]) {
    if (!Number.isSafeInteger(atMs) || atMs % stepMs !== 0) throw new InputError('candle-store/span', `${nameOf(key)}: the ends of a span must be multiples of ${stepMs} ms since 1970, not ${atMs}.`);
  }
  if (toMs < fromMs) throw new InputError('candle-store/span', `${nameOf(key)}: the span ends at ${toMs}, before it begins at ${fromMs}.`);
}

function nameOf({ exchange, symbol, interval }: SeriesKey): string {
  return `${exchange} ${symbol} ${interval}`;
}

function timeOf(atMs: number): string {
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : String(atMs);
}
