import { alignDown, MINUTE_MS, type TimestampMs } from '@tradewright/core';
import { Mark, type DecisionLog } from './decision-log.ts';
import { seededDice } from './dice.ts';

export const CUTS = 20;
const AT_OPENINGS = CUTS / 2;

/**
 * Chooses where to cut while the full run goes on, and keeps what it had decided there: half of the instants spread
 * over the period, half at openings of positions, every opening as likely as any other (reservoir sampling).
 */
export class CutSample {
  readonly #log: DecisionLog;
  readonly #lastMs: TimestampMs;
  readonly #spread: readonly Mark[];
  readonly #atOpenings: Mark[] = [];
  readonly #roll: () => number;
  #openings = 0;

  /** @param lastMs - last instant at which a decision can be made: candles must follow a cut */
  constructor(log: DecisionLog, fromMs: TimestampMs, lastMs: TimestampMs, seed: number) {
    this.#log = log;
    this.#lastMs = lastMs;
    this.#roll = seededDice(seed);
    this.#spread = Array.from({ length: CUTS }, (_, i) => new Mark(alignDown(fromMs + ((i + this.#roll()) / CUTS) * (lastMs - fromMs), MINUTE_MS)));
    for (const mark of this.#spread) log.watch(mark);
  }

  /** To be called when the opening is known, before the log hears of anything later. */
  opened(knownAtMs: TimestampMs): void {
    if (knownAtMs > this.#lastMs) return;
    const place = this.#openings++ < AT_OPENINGS ? this.#atOpenings.length : Math.floor(this.#roll() * this.#openings);
    if (place >= AT_OPENINGS) return;
    const replaced = this.#atOpenings[place];
    if (replaced !== undefined) this.#log.forget(replaced);
    const mark = new Mark(knownAtMs);
    this.#atOpenings[place] = mark;
    this.#log.watch(mark);
  }

  /** The instants, in time, each once. Without enough openings more of those spread over the period are taken. */
  get marks(): readonly Mark[] {
    const every = [...this.#spread.filter((_, i) => i % 2 === 0), ...this.#spread.filter((_, i) => i % 2 === 1)];
    const byTime = new Map([...this.#atOpenings, ...every.slice(0, CUTS - this.#atOpenings.length)].map((mark) => [mark.atMs, mark]));
    return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
  }
}
