import { backtestParts } from './backtest-parts.ts';
import { BacktestRun } from './backtest-run.ts';
import { Breath } from './breath.ts';
import type { BacktestOptions } from './options.ts';

/**
 * Backtests one strategy on one symbol. No candle is read and nothing is decided before the first event is asked for;
 * what is yielded is streamed.
 *
 * @throws {InputError} for a range, candles, rules or a history that cannot be used; later failures reject the iteration
 */
export function backtest(options: BacktestOptions): BacktestRun {
  const { fromMs, toMs, cancel, clock } = options;
  return new BacktestRun({ ...backtestParts(options), fromMs, toMs, cancel, breath: clock === undefined ? undefined : new Breath(clock) });
}
