import type { Clock, Halt, StateStore, TimestampMs } from '@tradewright/core';
import { StoredKillSwitch } from '@tradewright/core/run';
import type { HaltWords } from './words.ts';

interface StoreParts {
  readonly store: StateStore;
  readonly account: string;
  readonly clock: Clock;
}

export interface CarryParts extends StoreParts {
  readonly words: HaltWords;
  /** Called between what the store has learnt and the end of the words that said it. */
  readonly onStored?: () => Promise<void>;
}

/**
 * Brings what was said on this machine into the store and forgets it here. A kill in between has it done again.
 *
 * @throws {StoreError} when the store does not take it; the words stay
 */
export async function carry({ words, store, account, clock, onStored = () => Promise.resolve() }: CarryParts): Promise<void> {
  const said = words.pending().filter(({ name }) => name !== '');
  const resumed = said.findLastIndex((word) => words.counts(word));
  const [before, after] = [said.slice(0, resumed + 1), said.slice(resumed + 1)];
  // Who was let go on is not halted by what was said before that, so nobody may find it without the last word.
  if (resumed >= 0) {
    await tell({ store, account, clock }, (killSwitch) => killSwitch.resume());
    await onStored();
    words.forget(before.filter(({ halt }) => halt !== null));
    words.forget(before);
  }
  const halt = words.halt(after);
  if (halt !== null) {
    await storeHalt({ store, account, clock }, halt);
    await onStored();
  }
  words.forget(after);
}

/** @throws {StoreError} when the store does not take it */
export function storeHalt({ clock, ...where }: StoreParts, halt: Halt): Promise<void> {
  // It was said then, whenever it is stored.
  return tell({ ...where, clock: clockAt(clock, halt.atMs) }, (killSwitch) => killSwitch.halt(halt.reason, halt));
}

/** One attempt: what has changed on this machine by the next one counts then. */
async function tell({ store, account, clock }: StoreParts, say: (killSwitch: StoredKillSwitch) => Promise<void>): Promise<void> {
  let failure: Error | undefined;
  const attempt = new AbortController();
  const killSwitch = new StoredKillSwitch({
    store, account, clock, cancel: attempt.signal,
    onPause: (error) => {
      failure = error;
      attempt.abort();
    },
  });
  await killSwitch.refresh();
  try {
    await say(killSwitch);
  } catch (error) {
    throw failure ?? error;
  }
}

function clockAt(clock: Clock, nowMs: TimestampMs): Clock {
  return {
    nowMs: () => nowMs,
    elapsedMs: () => clock.elapsedMs(),
    breathe: () => clock.breathe(),
    sleep: (durationMs, cancel) => clock.sleep(durationMs, cancel),
    after: (durationMs, call) => clock.after(durationMs, call),
  };
}
