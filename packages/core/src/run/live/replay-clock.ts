import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import { Interrupt } from './interrupt.ts';

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

interface Participant {
  readonly seat: number;
  here: boolean;
  asleep: boolean;
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
  /** Those who take part, and those of them who are at work. */
  #here = 0;
  #busy = 0;
  /** Ends the wait for the next alarm: things have changed. */
  #pause = new Interrupt();
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

  /** The clock of one who takes part: at work from now on, until it sleeps or leaves. It does one thing at a time. */
  join(): Clock & { leave(): void } {
    const { machine, startMs } = this.#options;
    const one: Participant = { seat: ++this.#seats, here: true, asleep: false };
    this.#here++;
    this.#busy++;
    return {
      nowMs: () => this.#nowMs,
      elapsedMs: () => this.#nowMs - startMs,
      breathe: () => machine.breathe(),
      after: (durationMs, call) => this.#after(durationMs, 0, call),
      sleep: (durationMs, cancel) => this.#sleep(one, durationMs, cancel),
      leave: () => this.#leave(one),
    };
  }

  #leave(one: Participant): void {
    if (!one.here) return;
    one.here = false;
    this.#here--;
    this.#pause.abort();
    if (!one.asleep) this.#rest();
  }

  #after(durationMs: DurationMs, seat: number, ring: () => void): () => void {
    const alarm = { atMs: this.#nowMs + Math.max(0, durationMs), seat, ring };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  #sleep(one: Participant, durationMs: DurationMs, cancel?: CancelSignal): Promise<void> {
    if (cancel?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        callOff();
        cancel?.removeEventListener('abort', wake);
        one.asleep = false;
        if (one.here) this.#busy++;
        this.#pause.abort();
        resolve();
      };
      const callOff = this.#after(durationMs, one.seat, wake);
      cancel?.addEventListener('abort', wake);
      one.asleep = true;
      if (one.here) this.#rest();
    });
  }

  #rest(): void {
    this.#busy--;
    if (!this.#moving && this.#busy === 0) void this.#move();
  }

  /** Goes on until somebody is at work again, or nobody takes part any more. */
  async #move(): Promise<void> {
    const { machine, endMs, onEnd } = this.#options;
    this.#moving = true;
    for (let moves = 1; this.#busy === 0 && this.#here > 0 && !this.#ended; moves++) {
      const next = this.#next();
      if (next === undefined || next.atMs > endMs) {
        this.#ended = true;
        onEnd?.();
        break;
      }
      const aheadMs = (next.atMs - this.#nowMs) / this.#speed;
      this.#pause = new Interrupt();
      // At full speed, too, timers, signals and other work of the process get their turn.
      if (aheadMs > 0) await machine.sleep(aheadMs, this.#pause);
      else if (moves % 64 === 0) await machine.breathe();
      if (this.#pause.aborted || !this.#alarms.includes(next)) continue;
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
