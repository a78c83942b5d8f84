import { alignDown, MINUTE_MS, type TimestampMs } from '@tradewright/core';
import { Mark, type DecisionLog } from './decision-log.ts';
import { seededDice } from './dice.ts';
import { MarkReservoir } from './mark-reservoir.ts';

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
 * Chooses where to cut while the full run goes on, and keeps what it had decided there: half of the instants at openings
 * of positions, where a strategy may have peeked in order to trade, half at asks without a signal, where it may have
 * peeked in order not to. Where there are not enough of them, instants spread over the period take their place.
 */
export class CutSample {
  readonly #terms: SampleTerms;
  readonly #spread: readonly Mark[];
  readonly #openings: MarkReservoir;
  readonly #silences: MarkReservoir;

  constructor(terms: SampleTerms) {
    const { log, fromMs, lastMs, cuts, seed } = terms;
    this.#terms = terms;
    const roll = seededDice(seed);
    this.#spread = Array.from({ length: cuts }, (_, i) => new Mark(alignDown(fromMs + ((i + roll()) / cuts) * (lastMs - fromMs), MINUTE_MS)));
    for (const mark of this.#spread) log.watch(mark);
    this.#openings = new MarkReservoir(log, Math.floor(cuts / 2), roll);
    this.#silences = new MarkReservoir(log, Math.ceil(cuts / 2), roll);
  }

  /** To be called when the opening is known, before the log hears of anything later. */
  opened(knownAtMs: TimestampMs): void {
    if (knownAtMs <= this.#terms.lastMs) this.#openings.offer(knownAtMs);
  }

  /** To be called when the strategy was asked and nothing came of it, before the log hears of anything later. */
  silent(atMs: TimestampMs): void {
    if (atMs <= this.#terms.lastMs) this.#silences.offer(atMs);
  }

  /** The instants, in time, each once. */
  get marks(): readonly Mark[] {
    const spread = [...this.#spread.filter((_, i) => i % 2 === 0), ...this.#spread.filter((_, i) => i % 2 === 1)];
    const byTime = new Map<TimestampMs, Mark>();
    for (const mark of [...this.#openings.marks, ...this.#silences.marks, ...spread]) {
      if (byTime.size < this.#terms.cuts && !byTime.has(mark.atMs)) byTime.set(mark.atMs, mark);
    }
    return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
  }
}
