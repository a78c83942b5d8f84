import { columnsOf, type CandleColumns } from '../../market/columns.ts';
import { intervalMs, type Interval } from '../../market/interval.ts';
import type { CandleFeed } from '../../ports/candle-feed.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import { Listening } from './listening.ts';

export interface FedSourceParts {
  /** Of the past, and of whatever the feed leaves open. */
  readonly source: CandleSource;
  readonly feed: CandleFeed;
  readonly symbol: string;
  readonly interval: Interval;
  readonly clock: Clock;
  /** How long after its close the feed is waited for. */
  readonly graceMs: DurationMs;
}

/**
 * The candles of one series as a live run asks for them: the past from a source, and what closes from then on from a feed,
 * without a request. The source is asked again for what was given before (somebody doubts it), and for what the feed has
 * not said when the grace is over.
 */
export class FedSource implements CandleSource {
  readonly name: string;
  readonly #parts: FedSourceParts;
  readonly #stepMs: DurationMs;
  #listening: Listening | null = null;
  /** Close of the newest candle that was given. */
  #givenMs: TimestampMs = -Infinity;
  #closed = false;

  constructor(parts: FedSourceParts) {
    this.name = parts.source.name;
    this.#parts = parts;
    this.#stepMs = intervalMs(parts.interval);
  }

  async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
    const { symbol, interval } = this.#parts;
    if (range.symbol === symbol && range.interval === interval) yield* this.#fed(range);
    else yield* this.#parts.source.candles(range);
  }

  /** Ends the listening. */
  close(): void {
    this.#closed = true;
    this.#listening?.close();
  }

  async *#fed(range: CandleRange): AsyncGenerator<CandleColumns> {
    const { fromMs, toMs, cancel } = range;
    const listening = this.#listening;
    const doubted = listening === null || fromMs < Math.max(listening.fromMs, this.#givenMs);
    if (!doubted) await this.#wait(listening, range);
    if (doubted || (listening.knownUntilMs(toMs) < toMs && cancel?.aborted !== true)) {
      yield* this.#ask(range);
      return;
    }
    const page = columnsOf(listening.take(fromMs, toMs));
    this.#note(page, range);
    if (page.length > 0) yield page;
  }

  #wait(listening: Listening, { toMs, cancel }: CandleRange): Promise<void> {
    const { clock, graceMs } = this.#parts;
    // A clock that was set back must not make it longer.
    return listening.reach(toMs, Math.min(graceMs, toMs + graceMs - clock.nowMs()), cancel);
  }

  async *#ask(range: CandleRange): AsyncGenerator<CandleColumns> {
    for await (const page of this.#parts.source.candles(range)) {
      this.#note(page, range);
      yield page;
    }
    if (this.#closed || range.cancel?.aborted === true || this.#listening?.over === false) return;
    const { feed, symbol, interval, clock } = this.#parts;
    this.#listening = new Listening({ feed, symbol, interval, clock, stepMs: this.#stepMs, fromMs: Math.max(range.fromMs, this.#givenMs) });
  }

  /** Nothing but what was asked for counts: the candle that is forming may have come as well, or one without a time. */
  #note({ length, openTimeMs }: CandleColumns, { toMs }: CandleRange): void {
    for (let row = 0; row < length; row++) if (openTimeMs[row]! < toMs) this.#givenMs = Math.max(this.#givenMs, openTimeMs[row]! + this.#stepMs);
  }
}
