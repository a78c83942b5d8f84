import { SourceError, type CancelSignal } from '@tradewright/core';

/** Apart, for the compiler would take it for settled before an `await`. */
export function hasEnded(cancel: CancelSignal | undefined): boolean {
  return cancel?.aborted === true;
}

/** Whether somebody left, rather than something failed. */
export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof SourceError && thrown.code === 'ccxt/cancelled';
}

/**
 * A promise that is waited for no longer once the asker has left. ccxt cannot call a request off: its answer comes and is dropped.
 *
 * @throws {SourceError} `ccxt/cancelled`
 */
export async function unlessCancelled<T>(promise: Promise<T>, cancel: CancelSignal | undefined): Promise<T> {
  if (cancel === undefined) return promise;
  let leave: () => void = () => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(new SourceError('ccxt/cancelled', 'The question was called off.'));
  });
  left.catch(() => undefined);
  if (cancel.aborted) leave();
  cancel.addEventListener('abort', leave);
  try {
    return await Promise.race([left, promise]);
  } finally {
    cancel.removeEventListener('abort', leave);
    promise.catch(() => undefined);
  }
}

/** Cancelled as soon as one of them is. Unlike `AbortSignal.any` it leaves nothing behind with a signal that lives long. */
export function eitherOf(one: CancelSignal, other: CancelSignal): CancelSignal {
  return {
    get aborted() {
      return one.aborted || other.aborted;
    },
    addEventListener(type, listener) {
      one.addEventListener(type, listener);
      other.addEventListener(type, listener);
    },
    removeEventListener(type, listener) {
      one.removeEventListener(type, listener);
      other.removeEventListener(type, listener);
    },
  };
}
