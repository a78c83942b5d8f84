import { oneLine } from '@tradewright/cli-kit';
import { InputError, StrategyError, type TimestampMs } from '@tradewright/core';
import { listenError, listenExit, listenRisk, type BacktestStream } from 'tradewright';
import type { Heard } from './outcome.ts';

/** With so many asks timed out and none answered, the strategy never will. */
const PATIENCE = 3;

class Counter implements Heard {
  count = 0;
  first: Heard['first'] = null;

  hear(text: string, atMs: TimestampMs): void {
    this.count++;
    this.first ??= { text: oneLine(text), atMs };
  }
}

/** Listens to what goes wrong in a run, counts it by kind and keeps the first message of each. */
export class Ear {
  readonly #failures = new Counter();
  readonly #refusals = new Counter();
  readonly #troubles = new Counter();
  readonly #counts: () => Pick<BacktestStream['counts'], 'asks' | 'nowMs'>;
  readonly #giveUp: () => void;
  #timeouts = 0;

  /** @param giveUp - called when the strategy does not answer at all */
  constructor(counts: () => Pick<BacktestStream['counts'], 'asks' | 'nowMs'>, giveUp: () => void) {
    this.#counts = counts;
    this.#giveUp = giveUp;
    listenError((error) => this.#hear(error));
    // A refusal by a risk profile is no error.
    listenRisk(({ message, timestamp }) => this.#refusals.hear(message, timestamp));
    // Our own run is consumed here and throws here; these are runs that the strategy has started in the background.
    listenExit(({ message }) => this.#troubles.hear(`a run in the background ended: ${message}`, this.#counts().nowMs));
  }

  get failures(): Heard {
    return this.#failures;
  }

  get refusals(): Heard {
    return this.#refusals;
  }

  get troubles(): Heard {
    return this.#troubles;
  }

  #hear(error: Error): void {
    const { asks, nowMs } = this.#counts();
    if (error instanceof StrategyError) {
      this.#failures.hear(error.message, nowMs);
      if (error.code === 'strategy/timeout' && ++this.#timeouts === asks && this.#timeouts >= PATIENCE) this.#giveUp();
    } else if (error instanceof InputError && error.code === 'signal/refused') this.#refusals.hear(error.message, nowMs);
    else this.#troubles.hear(error.message, nowMs);
  }
}
