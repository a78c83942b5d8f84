import type { CancelSignal } from '../ports/cancel-signal.ts';

/** A cancel signal that its maker fires. */
export interface CancelByHand extends CancelSignal {
  fire(): void;
  /** How many wait for it. */
  readonly listeners: number;
}

export function cancelByHand(): CancelByHand {
  const listeners = new Set<() => void>();
  let aborted = false;
  return {
    get aborted() {
      return aborted;
    },
    get listeners() {
      return listeners.size;
    },
    fire() {
      aborted = true;
      for (const listener of [...listeners]) listener();
      listeners.clear();
    },
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
  };
}

/** One that was fired before anybody looked; as with an `AbortSignal`, listeners that come later hear nothing. */
export function alreadyCancelled(): CancelSignal {
  const cancel = cancelByHand();
  cancel.fire();
  return cancel;
}
