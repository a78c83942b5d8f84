import type { TimestampMs } from '@tradewright/core';
import { Mark, type DecisionLog } from './decision-log.ts';

/** A few of many instants, each as likely as any other however many there are (reservoir sampling), watched by a log. */
export class MarkReservoir {
  readonly #log: DecisionLog;
  readonly #most: number;
  readonly #roll: () => number;
  readonly #marks: Mark[] = [];
  #seen = 0;

  /** @param roll - numbers in [0, 1) */
  constructor(log: DecisionLog, most: number, roll: () => number) {
    this.#log = log;
    this.#most = most;
    this.#roll = roll;
  }

  /** To be called when the run stands there, before the log hears of anything later. */
  offer(atMs: TimestampMs): void {
    const place = this.#seen++ < this.#most ? this.#marks.length : Math.floor(this.#roll() * this.#seen);
    if (place >= this.#most) return;
    const replaced = this.#marks[place];
    if (replaced !== undefined) this.#log.forget(replaced);
    const mark = new Mark(atMs);
    this.#marks[place] = mark;
    this.#log.watch(mark);
  }

  get marks(): readonly Mark[] {
    return this.#marks;
  }
}
