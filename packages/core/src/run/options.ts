import { InputError } from '../error.ts';
import { intervalMs, type Interval } from '../market/interval.ts';
import type { CandleSeries, SeriesOptions } from '../market/series.ts';
import type { Rules } from '../machine/rules.ts';
import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { CandleSource } from '../ports/candle-source.ts';
import type { Clock } from '../ports/clock.ts';
import type { RiskRule } from '../ports/risk-rule.ts';
import type { Sizer } from '../ports/sizer.ts';
import type { Strategy } from '../ports/strategy.ts';
import { DAY_MS, MINUTE_MS, type DurationMs, type TimestampMs } from '../units.ts';
import type { PositionBook } from './position-book.ts';

/** A market that has no candle for longer than this is taken to have ended. */
export const LONGEST_CLOSURE_MS: DurationMs = 4 * DAY_MS;

/** Events that cost a step per candle or frame and are therefore produced only on demand. */
export type QuietKind = 'idle' | 'active' | 'progress';

export interface BacktestOptions {
  readonly symbol: string;
  readonly strategy: Strategy;
  /** One-minute candles: either where they come from, or a series that is complete already. */
  readonly candles: CandleSource | CandleSeries;
  /** Frames lie in `[fromMs, toMs)`. Candles after `toMs` are read only to end what was opened before. */
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  /** Distance of frames. Default one minute. */
  readonly frame?: Interval;
  /** The frames themselves, in place of every `frame`: ascending instants in `[fromMs, toMs)`. */
  readonly frames?: readonly TimestampMs[];
  /**
   * Whether candles are read ahead in long pages. Default true. `false`: every question goes to the source just as it is
   * asked, a view shows only intervals that the strategy declares in `history`, and a run cannot know at a frame that no
   * candle will follow.
   */
  readonly prefetch?: boolean;
  /** The trigger must be chosen; the rest has the seeds' defaults. */
  readonly rules: Partial<Omit<Rules, 'key' | 'askEveryMs' | 'candleMs'>> & Pick<Rules, 'trigger'> & { readonly key?: string };
  readonly exchangeName?: string;
  readonly risk?: readonly RiskRule[];
  /** The positions that the rules look at. Default: those of this run; runs given the same book share its slots. */
  readonly book?: PositionBook;
  /** Default: one unit of base currency. */
  readonly sizer?: Sizer;
  readonly series?: Pick<SeriesOptions, 'vwap' | 'check'>;
  /** What a gap in the candles means. Default `skip`. */
  readonly gaps?: 'skip' | 'error';
  /** Quiet events wanted beside the transitions. */
  readonly wants?: readonly QuietKind[];
  /** Step every candle even where nothing can happen. Changes no result; see the scan law. */
  readonly stepEvery?: boolean;
  /** Needed for breathing and for the time-out of asks. */
  readonly clock?: Clock;
  /** A strategy that has not answered after this time has given no signal. Default 180,000. */
  readonly askTimeoutMs?: DurationMs;
  readonly cancel?: CancelSignal;
}

/** @throws {InputError} `backtest/range`, `backtest/frames` */
export function checkRange({ fromMs, toMs, frame, frames }: Pick<BacktestOptions, 'fromMs' | 'toMs' | 'frame' | 'frames'>): DurationMs {
  const shown = (ms: number): string => (Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms));
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs)) throw new InputError('backtest/range', `The range needs two instants, not ${shown(fromMs)} and ${shown(toMs)}.`);
  if (fromMs >= toMs) throw new InputError('backtest/range', `The range must begin before it ends: ${shown(fromMs)} is not before ${shown(toMs)}.`);
  const wrong = frames?.findIndex((atMs, i) => !(atMs >= (i === 0 ? fromMs : frames[i - 1]! + 1) && atMs < toMs)) ?? -1;
  if (wrong >= 0) throw new InputError('backtest/frames', `Frames must be ascending instants from ${shown(fromMs)} to before ${shown(toMs)}; number ${wrong + 1} is ${shown(frames![wrong]!)}.`);
  return frame === undefined ? MINUTE_MS : intervalMs(frame);
}
