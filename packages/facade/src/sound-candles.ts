import { CandleCheck, CandleError, columnsOf, type Candle, type CheckOptions, type DurationMs } from '@tradewright/core';

/**
 * The candles of an answer as they may be used.
 *
 * @param where - for messages
 * @param onBroken - hears of each broken candle, which is left out
 * @throws {CandleError} for the first broken candle, where nobody hears of it
 */
export function soundCandles(candles: readonly Candle[], where: string, stepMs: DurationMs, options: CheckOptions, onBroken?: (error: CandleError) => void): readonly Candle[] {
  const columns = columnsOf(candles);
  const check = new CandleCheck(stepMs, options);
  const sound: Candle[] = [];
  for (let from = 0; ; ) {
    const row = check.accept(columns, from, candles.length);
    if (row - from === candles.length) return candles;
    for (const candle of candles.slice(from, row)) sound.push(candle);
    if (row === candles.length) return sound;
    const error = new CandleError(check.explain(columns, row), where);
    if (onBroken === undefined) throw error;
    onBroken(error);
    from = row + 1;
  }
}
