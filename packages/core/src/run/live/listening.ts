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
  #untilMs: TimestampMs;
  #over = false;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
    this.fromMs = parts.fromMs;
    this.#untilMs = parts.fromMs;
    void this.#listen();
  }

  /** Whether the feed has ended or failed: nothing more will come. */
  get over(): boolean {
    return this.#over;
  }

  /** Close of the newest candle that came. */
  get untilMs(): TimestampMs {
    return this.#untilMs;
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
        if (this.#end.aborted) return;
        this.#hear(candle);
      }
    } catch {
      // Why is for the feed to tell: whoever listens turns to the source, which fails, too, if the exchange is gone.
    } finally {
      this.#finish();
    }
  }

  /** Each once, in order, whatever the feed makes of that. */
  #hear(candle: Candle): void {
    const { openTimeMs } = candle;
    if (!(openTimeMs >= this.#untilMs)) return;
    this.#untilMs = openTimeMs + this.#parts.stepMs;
    this.#candles.push(candle);
    this.#wake();
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
