import { EngineError, type ErrorCause } from '../error.ts';
import type { TimestampMs } from '../units.ts';

/** The rules a candle must keep (decision 6). */
export type CandleRule = 'timestamp' | 'order' | 'duplicate' | 'finite' | 'positive' | 'high' | 'low' | 'volume' | 'anomaly';

/** The first broken candle found: its row in what was checked, the rule, and a sentence. */
export interface CandleFault {
  readonly row: number;
  readonly openTimeMs: TimestampMs;
  readonly rule: CandleRule;
  readonly detail: string;
}

/** A candle broke a rule. `where` names the place in the source when it is known (`file.csv:17`). */
export class CandleError extends EngineError {
  readonly code = 'candle/invalid';
  readonly retryable = false;
  readonly fault: CandleFault;
  readonly where: string;

  constructor(fault: CandleFault, where: string, options?: ErrorCause) {
    super(`${where}: ${fault.detail}`, options);
    this.fault = fault;
    this.where = where;
  }
}

/** A range of minutes without candles, half-open. */
export interface CandleGap {
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
}

/** Candles are missing and the run was told not to go on without them. */
export class CandleGapError extends EngineError {
  readonly code = 'candle/gap';
  readonly retryable = false;
  readonly gap: CandleGap;

  constructor(gap: CandleGap, symbol: string) {
    super(`${symbol}: no candles from ${new Date(gap.fromMs).toISOString()} to ${new Date(gap.toMs).toISOString()}; fetch them, or allow gaps (CC_CANDLE_GAP: 'skip').`);
    this.gap = gap;
  }
}
