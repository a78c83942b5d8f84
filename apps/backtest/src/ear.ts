import { InputError, StrategyError } from '@tradewright/core';
import { listenError } from 'tradewright';
import { oneLine } from './failure.ts';
import type { Heard } from './outcome.ts';

/** With so many asks timed out and none answered, the strategy never will. */
const PATIENCE = 3;

class Counter implements Heard {
  count = 0;
  first: string | null = null;

  hear(error: Error): void {
    this.count++;
    this.first ??= oneLine(error.message);
  }
}

/** Listens to what goes wrong in a run, counts it by kind and keeps the first message of each. */
export class Ear {
  readonly failures: Heard;
  readonly refusals: Heard;
  readonly troubles: Heard;
  #timeouts = 0;

  /** @param giveUp - called when the strategy does not answer at all */
  constructor(asks: () => number, giveUp: () => void) {
    const failures = new Counter();
    const refusals = new Counter();
    const troubles = new Counter();
    this.failures = failures;
    this.refusals = refusals;
    this.troubles = troubles;
    listenError((error) => {
      if (error instanceof StrategyError) {
        failures.hear(error);
        if (error.code === 'strategy/timeout' && ++this.#timeouts === asks() && this.#timeouts >= PATIENCE) giveUp();
      } else if (error instanceof InputError && error.code === 'signal/refused') refusals.hear(error);
      else troubles.hear(error);
    });
  }
}
