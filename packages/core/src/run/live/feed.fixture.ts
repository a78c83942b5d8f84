import type { Candle } from '../../market/candle.ts';
import type { CandleFeed, FeedRequest } from '../../ports/candle-feed.ts';
import type { Clock } from '../../ports/clock.ts';
import { MINUTE_MS, type DurationMs } from '../../units.ts';
import { Interrupt } from './interrupt.ts';

/** A feed that says what it is told to say. */
export class Radio implements CandleFeed {
  readonly name = 'radio';
  readonly asked: FeedRequest[] = [];
  /** Listeners that have not left. */
  listeners = 0;
  /** Thrown at whoever listens from now on. */
  trouble: Error | null = null;
  readonly #said: Candle[] = [];
  #news = new Interrupt();

  say(...candles: readonly Candle[]): void {
    this.#said.push(...candles);
    this.#tell();
  }

  /** All who listen fail. */
  fail(error: Error): void {
    this.trouble = error;
    this.#tell();
  }

  async *candles(request: FeedRequest): AsyncGenerator<Candle> {
    this.asked.push(request);
    this.listeners++;
    request.cancel?.addEventListener('abort', () => this.#tell());
    try {
      for (let next = this.#said.findIndex(({ openTimeMs }) => openTimeMs >= request.fromMs); ; ) {
        if (next < 0) next = this.#said.length;
        if (request.cancel?.aborted === true) return;
        if (this.trouble !== null) throw this.trouble;
        if (next < this.#said.length) yield this.#said[next++]!;
        else await new Promise<void>((resolve) => this.#news.addEventListener('abort', resolve));
      }
    } finally {
      this.listeners--;
    }
  }

  #tell(): void {
    const news = this.#news;
    this.#news = new Interrupt();
    news.abort();
  }
}

/** Tells each candle of a market some time after its close. */
export function broadcast(radio: Radio, clock: Clock, candles: readonly Candle[], afterMs: DurationMs): void {
  for (const candle of candles) {
    const inMs = candle.openTimeMs + MINUTE_MS + afterMs - clock.nowMs();
    if (inMs > 0) clock.after(inMs, () => radio.say(candle));
  }
}
