import type { TimestampMs } from '../units.ts';
import type { RunCounts } from './counts.ts';
import type { RunEvent } from './event.ts';
import type { Past } from './history.ts';
import type { Tape } from './tape.ts';

export interface ReelParts {
  readonly tape: Tape;
  readonly history: Past;
  readonly counts: RunCounts;
  /** Where gaps are told. */
  readonly outbox: RunEvent[];
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
}

/** Reads a run's tape on, counts its candles and tells its gaps. */
export class Reel {
  readonly #parts: ReelParts;
  #countedRow = 0;

  constructor(parts: ReelParts) {
    this.#parts = parts;
    if (!parts.tape.exhausted) return;
    this.#countCandles();
    this.#tellGaps();
  }

  /** Takes in more candles. Those that nobody will look at any more may go. */
  async readOn(): Promise<void> {
    const { tape, history } = this.#parts;
    const { series } = tape;
    history.catchUp();
    series.release(series.dropped + series.length - history.keepRows);
    await tape.more();
    this.#countCandles();
    this.#tellGaps();
  }

  #tellGaps(): void {
    const { tape, counts, outbox } = this.#parts;
    for (const gap of tape.takeGaps()) {
      counts.gaps++;
      outbox.push({ kind: 'gap', gap });
    }
  }

  #countCandles(): void {
    const { tape, counts, fromMs, toMs } = this.#parts;
    const { series } = tape;
    const from = Math.max(this.#countedRow - series.dropped, series.closedBy(fromMs + series.stepMs - 1), 0);
    const to = series.closedBy(toMs + series.stepMs - 1);
    if (to > from) {
      counts.candles += to - from;
      if (counts.firstPrice === 0) counts.firstPrice = series.columns.open[from]!;
      counts.lastPrice = series.columns.close[to - 1]!;
    }
    this.#countedRow = series.dropped + series.length;
  }
}
