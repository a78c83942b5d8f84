import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';

export interface ReplayClockOptions {
  /** The clock of the machine. */
  readonly machine: Clock;
  readonly startMs: TimestampMs;
  /** Time does not go beyond this instant. */
  readonly endMs: TimestampMs;
  /** How many times faster than the machine's clock; `Infinity`: as fast as the work gets done. Default `Infinity`. */
  readonly speed?: number;
  /** Called once, when nothing is left to happen before `endMs`. */
  readonly onEnd?: () => void;
}

interface Alarm {
  readonly atMs: TimestampMs;
  /** Alarms of one instant ring in this order. */
  readonly seat: number;
  readonly ring: () => void;
}

/**
 * Time as it was. It stands still while anybody who takes part is at work, and goes on to the next alarm when all of them
 * rest; of those who wake at one instant one works at a time, in the order in which they joined. So a replay comes out
 * the same however fast the machine is.
 */
export class ReplayClock {
  readonly #options: ReplayClockOptions;
  readonly #speed: number;
  #nowMs: TimestampMs;
  #alarms: Alarm[] = [];
  #seats = 0;
  /** Those who are at work. */
  #busy = 0;
  #moving = false;
  #ended = false;

  constructor(options: ReplayClockOptions) {
    this.#options = options;
    this.#speed = options.speed ?? Infinity;
    this.#nowMs = options.startMs;
  }

  get nowMs(): TimestampMs {
    return this.#nowMs;
  }

  /** The clock of one who takes part: at work from now on, until it sleeps or leaves. */
  join(): Clock & { leave(): void } {
    const seat = ++this.#seats;
    const { machine, startMs } = this.#options;
    let here = true;
    this.#busy++;
    return {
      nowMs: () => this.#nowMs,
      elapsedMs: () => this.#nowMs - startMs,
      breathe: () => machine.breathe(),
      after: (durationMs, call) => this.#after(durationMs, 0, call),
      sleep: (durationMs, cancel) => (here ? this.#sleep(durationMs, seat, cancel) : Promise.resolve()),
      leave: () => {
        if (here) this.#rest();
        here = false;
      },
    };
  }

  #after(durationMs: DurationMs, seat: number, ring: () => void): () => void {
    const alarm = { atMs: this.#nowMs + Math.max(0, durationMs), seat, ring };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  #sleep(durationMs: DurationMs, seat: number, cancel?: CancelSignal): Promise<void> {
    if (cancel?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        callOff();
        cancel?.removeEventListener('abort', wake);
        this.#busy++;
        resolve();
      };
      const callOff = this.#after(durationMs, seat, wake);
      cancel?.addEventListener('abort', wake);
      this.#rest();
    });
  }

  #rest(): void {
    this.#busy--;
    if (!this.#moving && this.#busy === 0) void this.#move();
  }

  /** Goes on until somebody is at work again. */
  async #move(): Promise<void> {
    const { machine, endMs, onEnd } = this.#options;
    this.#moving = true;
    for (let moves = 1; this.#busy === 0 && !this.#ended; moves++) {
      const next = this.#next();
      if (next === undefined || next.atMs > endMs) {
        this.#ended = true;
        onEnd?.();
        break;
      }
      const aheadMs = (next.atMs - this.#nowMs) / this.#speed;
      // At full speed, too, timers, signals and other work of the process get their turn.
      if (aheadMs > 0) await machine.sleep(aheadMs);
      else if (moves % 64 === 0) await machine.breathe();
      if (this.#busy > 0 || !this.#alarms.includes(next)) continue;
      this.#nowMs = next.atMs;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      next.ring();
    }
    this.#moving = false;
  }

  #next(): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.#alarms) if (next === undefined || alarm.atMs < next.atMs || (alarm.atMs === next.atMs && alarm.seat < next.seat)) next = alarm;
    return next;
  }
}
