import { EngineError } from '@tradewright/core';

/** A risk validation did not answer in time, which refuses the signal. */
export class RiskTimeoutError extends EngineError {
  readonly code = 'risk/timeout';
  readonly retryable = false;
}
