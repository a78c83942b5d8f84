import { alignDown, SourceError, type CancelSignal, type Clock, type DurationMs, type TimestampMs } from '@tradewright/core';
import { unlessCancelled } from './cancelled.ts';

export interface ServerTimeTerms {
  readonly name: string;
  readonly clock: Clock;
  /** Asks the exchange for its time; `undefined` where it has no such question. */
  readonly fetchTime: () => Promise<number | undefined>;
  readonly onSkew: (message: string) => void;
  readonly onUnknown: (message: string) => void;
}

interface Sample {
  readonly serverMs: TimestampMs;
  readonly elapsedMs: DurationMs;
  readonly machineMs: TimestampMs;
}

const FRESH_MS = 600_000;
/** The machine's clock was put right, or the machine slept, when it went on by so much more or less than steady time. */
const JUMP_MS = 1000;
const NOTED_SKEW_MS = 5000;
const EARLIEST_MS = Date.UTC(2009, 0, 1);

/**
 * The exchange's own time, never ahead of it: its answer was true when it was sent, so it is not too late when it comes.
 * The machine's clock counts seconds only; what it shows may be wrong by hours.
 */
export class ServerTime {
  readonly #terms: ServerTimeTerms;
  #sample: Sample | undefined;
  #header: Sample | undefined;
  #asking: Promise<Sample> | undefined;
  #skewTold = false;

  constructor(terms: ServerTimeTerms) {
    this.#terms = terms;
  }

  /** @throws {SourceError} when the exchange has not told its time yet and does not */
  async nowMs(cancel?: CancelSignal): Promise<TimestampMs> {
    const { clock } = this.#terms;
    let sample = this.#sample;
    if (sample === undefined || !this.#isFresh(sample)) {
      this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
      sample = await unlessCancelled(this.#asking, cancel);
    }
    return sample.serverMs + clock.elapsedMs() - sample.elapsedMs;
  }

  /** Hears the `Date` of every answer, in whole seconds: good enough where nothing better is told. */
  heard(sentAtMs: TimestampMs): void {
    this.#header = this.#sampleOf(alignDown(sentAtMs, 1000));
  }

  async #ask(): Promise<Sample> {
    const { name, clock, fetchTime, onUnknown } = this.#terms;
    const told = await fetchTime();
    if (told === undefined) {
      if (this.#header === undefined) onUnknown(`${name} does not tell its time; the machine's clock decides what has closed.`);
      return (this.#sample = this.#header ?? this.#sampleOf(clock.nowMs()));
    }
    this.#sample = this.#sampleOf(told);
    this.#tellSkew(this.#sample);
    return this.#sample;
  }

  #isFresh({ elapsedMs, machineMs }: Sample): boolean {
    const { clock } = this.#terms;
    const ageMs = clock.elapsedMs() - elapsedMs;
    return ageMs < FRESH_MS && Math.abs(clock.nowMs() - machineMs - ageMs) < JUMP_MS;
  }

  #sampleOf(serverMs: TimestampMs): Sample {
    const { clock } = this.#terms;
    return { serverMs, elapsedMs: clock.elapsedMs(), machineMs: clock.nowMs() };
  }

  #tellSkew({ serverMs, machineMs }: Sample): void {
    const skewMs = machineMs - serverMs;
    const isSkewed = Math.abs(skewMs) > NOTED_SKEW_MS;
    if (isSkewed && !this.#skewTold) this.#terms.onSkew(`The machine's clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} ${this.#terms.name}'s; the exchange's counts.`);
    this.#skewTold = isSkewed;
  }
}

/** @throws {SourceError} `ccxt/garbage` for what is no time */
export function checkedTime(told: unknown, name: string): TimestampMs {
  if (typeof told === 'number' && Number.isFinite(told) && told > EARLIEST_MS && told < 8.64e15) return told;
  throw new SourceError('ccxt/garbage', `${name} told ${String(told)} for its time.`, { retryable: true });
}
