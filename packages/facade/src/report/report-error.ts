import { EngineError } from '@tradewright/core';
import { toError } from '../to-error.ts';

/** A report could not be written. What the writer threw is its `cause`. */
export class ReportError extends EngineError {
  readonly code = 'report/write';
  readonly retryable = true;
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`The report ${path} could not be written: ${toError(cause).message}`, { cause });
    this.path = path;
  }
}
