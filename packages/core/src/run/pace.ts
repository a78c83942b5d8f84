import type { QuietKind } from './options.ts';

/** Which quiet events are wanted now, and the steps that have to be taken for them. They change no decision. */
export class Pace {
  idle = false;
  active = false;
  progress = false;
  /** Judge every candle, even where nothing can happen. */
  everyCandle = false;
  /** Look at every frame, even between two asks. */
  everyFrame = false;
  readonly #stepEvery: boolean;

  constructor(wants: readonly QuietKind[], stepEvery: boolean) {
    this.#stepEvery = stepEvery;
    this.want(wants);
  }

  want(wants: readonly QuietKind[]): void {
    this.idle = wants.includes('idle');
    this.active = wants.includes('active');
    this.progress = wants.includes('progress');
    this.everyCandle = this.#stepEvery || this.active;
    this.everyFrame = this.#stepEvery || this.idle || this.progress;
  }
}
