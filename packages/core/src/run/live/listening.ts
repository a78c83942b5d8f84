import type { Candle } from '../../market/candle.ts';
import type { Interval } from '../../market/interval.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleFeed } from '../../ports/candle-feed.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import { Interrupt } from './interrupt.ts';

export interface ListeningParts {
  readonly feed: CandleFeed;
  readonly symbol: string;
  readonly interval: Interval;
  readonly stepMs: DurationMs;
  readonly fromMs: TimestampMs;
  readonly clock: Clock;
}

/** Somebody who listens to a feed and keeps what it said until it is asked for. */
export class Listening {
  /** Open time of the first candle that is listened for. */
  readonly fromMs: TimestampMs;
  readonly #parts: ListeningParts;
  readonly #end = new Interrupt();
  readonly #waiting = new Set<() => void>();
  #candles: Candle[] = [];
  /** What opens before was taken, or was not listened for. */
  #takenMs: TimestampMs;
  #untilMs: TimestampMs;
  #over = false;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
    this.fromMs = parts.fromMs;
    this.#takenMs = parts.fromMs;
    this.#untilMs = parts.fromMs;
    void this.#listen();
  }

  /** Whether the feed has ended or failed: nothing more will come. */
  get over(): boolean {
    return this.#over;
  }

  /** Up to where candles came, of those that open before an instant: what a feed says of later times vouches for nothing. */
  knownUntilMs(toMs: TimestampMs): TimestampMs {
    const newest = this.#candles.findLast(({ openTimeMs }) => openTimeMs < toMs);
    return newest === undefined ? this.#takenMs : newest.openTimeMs + this.#parts.stepMs;
  }

  /** Resolves when the candle that closes at an instant is there, when none will come any more, after a time, or at once when cancelled. */
  async reach(untilMs: TimestampMs, atMostMs: DurationMs, cancel: CancelSignal | undefined): Promise<void> {
    if (this.#isDone(untilMs) || atMostMs <= 0 || cancel?.aborted === true) return;
    let look: () => void = () => undefined;
    const given = new Interrupt();
    const giveUp = (): void => given.abort();
    const callOff = this.#parts.clock.after(atMostMs, giveUp);
    cancel?.addEventListener('abort', giveUp);
    await new Promise<void>((resolve) => {
      look = () => void (this.#isDone(untilMs) && resolve());
      given.addEventListener('abort', resolve);
      this.#waiting.add(look);
    });
    this.#waiting.delete(look);
    cancel?.removeEventListener('abort', giveUp);
    callOff();
  }

  /** What came of `[fromMs, toMs)`. What opens before is forgotten. */
  take(fromMs: TimestampMs, toMs: TimestampMs): Candle[] {
    this.#takenMs = Math.max(this.#takenMs, fromMs);
    this.#candles = this.#candles.filter(({ openTimeMs }) => openTimeMs >= fromMs);
    return this.#candles.filter(({ openTimeMs }) => openTimeMs < toMs);
  }

  close(): void {
    this.#end.abort();
    this.#finish();
  }

  async #listen(): Promise<void> {
    const { feed, symbol, interval, fromMs } = this.#parts;
    try {
      for await (const candle of feed.candles({ symbol, interval, fromMs, cancel: this.#end })) {
        if (this.#end.aborted || !this.#hear(candle)) return;
      }
    } catch {
      // Why is for the feed to tell: whoever listens turns to the source, which fails, too, if the exchange is gone.
    } finally {
      this.#finish();
    }
  }

  /** @returns `false` when candles come in disorder: one of those before was of another time, and which is for the source to say */
  #hear(candle: Candle): boolean {
    const { openTimeMs } = candle;
    if (!(openTimeMs >= this.#takenMs)) return true;
    if (openTimeMs < this.#untilMs) {
      if (this.#candles.some((one) => one.openTimeMs === openTimeMs)) return true;
      this.#candles = [];
      return false;
    }
    this.#untilMs = openTimeMs + this.#parts.stepMs;
    this.#candles.push(candle);
    this.#wake();
    return true;
  }

  #isDone(untilMs: TimestampMs): boolean {
    return this.#over || this.#untilMs >= untilMs;
  }

  #finish(): void {
    this.#over = true;
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}
