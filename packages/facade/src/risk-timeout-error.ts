import { EngineError } from '@tradewright/core';

/** A risk validation, or the rules of a profile together, did not answer in time, which refuses the signal. */
export class RiskTimeoutError extends EngineError {
  readonly code = 'risk/timeout';
  readonly retryable = false;
}
