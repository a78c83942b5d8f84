import { SourceError, columnsOf, type Candle, type CandleColumns, type CandleRange, type CandleSource, type Span } from '@tradewright/core';
import { clipSpans } from '@tradewright/core/run';
import { FakeClock, type MemoryCandleDisk, type Random } from '@tradewright/core/testing';

const MINUTE_MS = 60_000;

/** Sleepers wake at once. */
export class HastyClock extends FakeClock {
  override async sleep(durationMs: number): Promise<void> {
    await this.pass(durationMs);
  }
}

export interface Moods {
  readonly failChance: number;
  readonly breakChance: number;
  readonly killChance: number;
  /** Chance that a candle shows up up to a minute and a half after its close. */
  readonly lateChance: number;
  /** Chance that a page holds, anywhere, what was not asked for. */
  readonly strangerChance: number;
}

export const SOUND: Moods = { failChance: 0, breakChance: 0, killChance: 0, lateChance: 0, strangerChance: 0 };

/** An exchange that fails, garbles and hangs as it likes, and that finds it wrong to be asked again for what is on the disk. */
export class FlakyExchange implements CandleSource {
  readonly name = 'flaky';
  /** What it was asked although the disk covered it. */
  readonly askedAgain: Span[] = [];
  moods: Moods;
  /** Repairs may ask again. */
  mayAskAgain = false;
  onKill: () => void = () => undefined;
  readonly #candles: readonly (Candle & { readonly shownAtMs: number })[];
  readonly #random: Random;
  readonly #clock: FakeClock;
  readonly #disk: MemoryCandleDisk;
  readonly #pageSize: number;

  constructor(candles: readonly Candle[], moods: Moods, world: { readonly random: Random; readonly clock: FakeClock; readonly disk: MemoryCandleDisk; readonly pageSize: number }) {
    this.moods = moods;
    this.#random = world.random;
    this.#clock = world.clock;
    this.#disk = world.disk;
    this.#pageSize = world.pageSize;
    this.#candles = candles.map((candle) => ({ ...candle, shownAtMs: candle.openTimeMs + MINUTE_MS + (world.random() < moods.lateChance ? world.random() * 90_000 : 0) }));
  }

  async *candles({ fromMs, toMs, cancel }: CandleRange): AsyncGenerator<CandleColumns> {
    const covered = [...this.#disk.series.values()].flatMap((series) => clipSpans(series.covered, { fromMs, toMs }));
    if (!this.mayAskAgain) this.askedAgain.push(...covered);
    const shown = this.#candles.filter(({ openTimeMs, shownAtMs }) => openTimeMs >= fromMs && openTimeMs < toMs && shownAtMs <= this.#clock.nowMs());
    for (let at = 0; at < Math.max(1, shown.length); at += this.#pageSize) {
      await this.#answer();
      if (cancel?.aborted === true) return;
      yield columnsOf(this.#widened(shown.slice(at, at + this.#pageSize), { fromMs, toMs }).flatMap((candle) => this.#garbled(candle)));
    }
  }

  #widened(page: readonly Candle[], { fromMs, toMs }: Span): readonly Candle[] {
    if (page.length === 0 || this.#random() >= this.moods.strangerChance) return page;
    const stranger = { ...page[0]!, openTimeMs: this.#random() < 0.5 ? fromMs - MINUTE_MS : Math.ceil(toMs / MINUTE_MS + this.#random() * 100) * MINUTE_MS };
    const at = Math.floor(this.#random() * (page.length + 1));
    return [...page.slice(0, at), stranger, ...page.slice(at)];
  }

  async #answer(): Promise<void> {
    for (let turns = Math.floor(this.#random() * 4); turns > 0; turns--) await Promise.resolve();
    if (this.#random() < this.moods.failChance) throw new SourceError('source/flaky', 'no');
    if (this.#random() >= this.moods.killChance) return;
    this.onKill();
    await new Promise(() => undefined);
  }

  #garbled(candle: Candle): Candle[] {
    if (this.#random() >= this.moods.breakChance) return [candle];
    const mood = this.#random();
    if (mood < 0.25) return [candle, candle];
    if (mood < 0.5) return [{ ...candle, close: Number.NaN }];
    if (mood < 0.75) return [{ ...candle, openTimeMs: candle.openTimeMs + 1 }];
    return [{ ...candle, high: candle.low / 2 }];
  }
}
