import type { Fraction, Price, TimestampMs } from '../units.ts';
import type { Position } from './position.ts';
import type { Plan, Signal } from './signal.ts';
import type { Trade } from './trade.ts';
import type { SignalFailure } from './validate.ts';

export type CancelReason = 'timeout' | 'stop-loss' | 'rejected' | 'stopped' | 'command';

/** Who said no to a signal. */
export type Refusal =
  | { readonly by: 'form' | 'limits'; readonly failures: readonly SignalFailure[] }
  | { readonly by: 'risk'; readonly reason: string };

interface Stamped {
  /** When it happened: for what a candle decides, that candle's open time. */
  readonly atMs: TimestampMs;
  /** When the engine knew. */
  readonly knownAtMs: TimestampMs;
  /** Current price: the VWAP, or the price of the fill. */
  readonly price: Price;
}

/** Everything that can happen to a signal, told in the past tense. */
export type TradeEvent = Stamped &
  (
    | { readonly kind: 'idle' }
    | { readonly kind: 'scheduled'; readonly plan: Plan }
    | { readonly kind: 'waiting'; readonly plan: Plan }
    | { readonly kind: 'opened'; readonly position: Position }
    | { readonly kind: 'active'; readonly position: Position; readonly toTakeProfitFrac: Fraction; readonly toStopLossFrac: Fraction }
    | { readonly kind: 'partial'; readonly direction: 'profit' | 'loss'; readonly levelFrac: Fraction; readonly position: Position }
    | { readonly kind: 'closed'; readonly trade: Trade }
    | { readonly kind: 'cancelled'; readonly plan: Plan; readonly reason: CancelReason; readonly truncated: boolean }
    | { readonly kind: 'refused'; readonly signal: Signal; readonly refusal: Refusal }
  );
