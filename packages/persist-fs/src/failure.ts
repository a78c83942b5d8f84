import { EngineError, StoreError } from '@tradewright/core';
import { errnoOf } from './file/errno.ts';

/** Turns what the system said while the store was opened or read into a typed error that says what to do. Typed errors pass. */
export function storeFailure(path: string, cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  const because = (kind: string, message: string, retryable = false): StoreError => new StoreError(`store/${kind}`, `${path}: ${message}`, { cause, retryable });
  switch (errnoOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return because('full', 'there is no room left. Free some and start again; nothing is lost.', true);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return because('denied', 'this process may not write there. Give it the right to, or name another directory.');
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return because('directory', 'is not a directory, or has something else in the place of a file of the store. Name another directory.');
    case 'EMFILE':
    case 'ENFILE':
      return because('io', 'too many files are open.', true);
    default:
      return because('io', `the system failed (${cause instanceof Error ? cause.message : String(cause)}). Nothing was changed that was confirmed before.`);
  }
}
