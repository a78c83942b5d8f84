import { alignDown, MINUTE_MS, type TimestampMs } from '@tradewright/core';
import { Mark, type DecisionLog } from './decision-log.ts';
import { seededDice } from './dice.ts';

/** What decides where to cut. */
export interface SampleTerms {
  readonly log: DecisionLog;
  readonly fromMs: TimestampMs;
  /** Last instant at which a decision can be made: candles must follow a cut. */
  readonly lastMs: TimestampMs;
  /** How many instants. */
  readonly cuts: number;
  readonly seed: number;
}

/**
 * Chooses where to cut while the full run goes on, and keeps what it had decided there: half of the instants spread
 * over the period, half at openings of positions, every opening as likely as any other (reservoir sampling).
 */
export class CutSample {
  readonly #terms: SampleTerms;
  readonly #mostOpenings: number;
  readonly #spread: readonly Mark[];
  readonly #atOpenings: Mark[] = [];
  readonly #roll: () => number;
  #openings = 0;

  constructor(terms: SampleTerms) {
    const { log, fromMs, lastMs, cuts, seed } = terms;
    this.#terms = terms;
    this.#mostOpenings = Math.floor(cuts / 2);
    this.#roll = seededDice(seed);
    this.#spread = Array.from({ length: cuts }, (_, i) => new Mark(alignDown(fromMs + ((i + this.#roll()) / cuts) * (lastMs - fromMs), MINUTE_MS)));
    for (const mark of this.#spread) log.watch(mark);
  }

  /** To be called when the opening is known, before the log hears of anything later. */
  opened(knownAtMs: TimestampMs): void {
    const { log, lastMs } = this.#terms;
    if (knownAtMs > lastMs) return;
    const place = this.#openings++ < this.#mostOpenings ? this.#atOpenings.length : Math.floor(this.#roll() * this.#openings);
    if (place >= this.#mostOpenings) return;
    const replaced = this.#atOpenings[place];
    if (replaced !== undefined) log.forget(replaced);
    const mark = new Mark(knownAtMs);
    this.#atOpenings[place] = mark;
    log.watch(mark);
  }

  /** The instants, in time, each once. Without enough openings more of those spread over the period are taken. */
  get marks(): readonly Mark[] {
    const every = [...this.#spread.filter((_, i) => i % 2 === 0), ...this.#spread.filter((_, i) => i % 2 === 1)];
    const byTime = new Map([...this.#atOpenings, ...every.slice(0, this.#terms.cuts - this.#atOpenings.length)].map((mark) => [mark.atMs, mark]));
    return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
  }
}
