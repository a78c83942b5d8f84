import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import type { Past } from '../history.ts';
import type { LiveTick } from './event.ts';
import type { LiveTape } from './live-tape.ts';

/** Rests before a candle that is not there yet is asked for again; each is twice the one before. */
const FIRST_POLL_MS = 250;

export interface IntakeParts {
  readonly tape: LiveTape;
  readonly history: Past;
  readonly clock: Clock;
  readonly graceMs: DurationMs;
  readonly cancel: CancelSignal;
  /** Where the candle opens from which on a living signal has not been judged; `null` where none lives. */
  readonly unjudgedMs: () => TimestampMs | null;
}

/** Takes in candles for the ticks of a run. */
export class Intake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * What has closed by a tick. Waits for its newest candle as long as the grace lasts, if there is one to wait for.
   *
   * @returns whether that candle is late
   * @throws {SourceError} when the source cannot answer
   */
  take(tick: LiveTick, patient: boolean): boolean | Promise<boolean> {
    const { tape, graceMs } = this.#parts;
    const fetched = this.#fetch(tick.whenMs);
    if (fetched === undefined && (tape.has(tick.whenMs) || graceMs === 0 || !patient)) return !tape.has(tick.whenMs);
    return this.#wait(tick, fetched, patient ? graceMs : 0);
  }

  async #wait({ whenMs, delayedMs }: LiveTick, fetched: Promise<void> | undefined, graceMs: DurationMs): Promise<boolean> {
    const { tape, clock, cancel } = this.#parts;
    const untilMs = clock.elapsedMs() + Math.max(0, graceMs - delayedMs);
    await fetched;
    for (let restMs = FIRST_POLL_MS; !tape.has(whenMs) && !cancel.aborted; restMs *= 2) {
      const leftMs = untilMs - clock.elapsedMs();
      if (leftMs <= 0) break;
      await clock.sleep(Math.min(restMs, leftMs), cancel);
      if (!cancel.aborted) await this.#fetch(whenMs);
    }
    return !tape.has(whenMs);
  }

  #fetch(whenMs: TimestampMs): Promise<void> | undefined {
    const { history, tape } = this.#parts;
    if (tape.has(whenMs)) return undefined;
    // Rows move only when candles come in, so this is the moment to let go of old ones.
    history.catchUp();
    tape.series.release(this.#neededRow());
    return tape.fetch(whenMs);
  }

  /** What strategies look back at, and what a living signal is still to be judged by, with the VWAPs of that time. */
  #neededRow(): number {
    const { tape: { series }, history, unjudgedMs } = this.#parts;
    const seen = series.dropped + series.length - history.keepRows;
    const fromMs = unjudgedMs();
    return fromMs === null ? seen : Math.min(seen, series.dropped + series.closedBy(fromMs - series.vwapSpanMs));
  }
}
