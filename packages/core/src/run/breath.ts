import type { Clock } from '../ports/clock.ts';

/** A breath is due after this many candles … */
export const BREATH_CANDLES = 8192;
/** … or after this long, whichever comes first. */
export const BREATH_MS = 20;
/** Most moves between two looks at the clock: a strategy that turns slow is noticed after this many asks. */
export const MAX_STRIDE = 16;

/**
 * Decides when a busy run lets the rest of the process live. Looking at a clock at every ask would cost as much as a
 * quick strategy does, so while moves are quick there are more of them between two looks.
 */
export class Breath {
  /** Moves to make before the next question whether a breath is due. */
  stride = 1;
  readonly #clock: Clock;
  #lastMs: number;
  #lookedAtMs: number;
  #candles = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.elapsedMs();
    this.#lookedAtMs = this.#lastMs;
  }

  /** @param candles - how many have passed since the last question */
  due(candles: number): boolean {
    this.#candles += candles;
    const nowMs = this.#clock.elapsedMs();
    this.stride = nowMs - this.#lookedAtMs < 1 ? Math.min(this.stride * 2, MAX_STRIDE) : 1;
    this.#lookedAtMs = nowMs;
    return this.#candles >= BREATH_CANDLES || nowMs - this.#lastMs >= BREATH_MS;
  }

  async take(): Promise<void> {
    this.#candles = 0;
    await this.#clock.breathe();
    this.#lastMs = this.#clock.elapsedMs();
    this.#lookedAtMs = this.#lastMs;
  }
}
