import { SourceError, type EngineError } from '../../error.ts';
import { BrokerError } from './orders.ts';
import { GaveUpError } from './patience.ts';

/** What may be gone at the next tick. Everything else ends the run, and what was committed stays. */
export function isPassing(error: unknown): error is EngineError {
  return error instanceof SourceError || error instanceof BrokerError;
}

/** Being cancelled while the store does not answer is no failure. */
export function passGivenUp(error: unknown): null {
  if (error instanceof GaveUpError) return null;
  throw error;
}
