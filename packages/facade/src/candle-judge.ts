import { CandleCheck, CandleError, columnsOf, intervalMs, type Candle, type CheckOptions, type Interval, type TimestampMs } from '@tradewright/core';

/** Candles that an anomaly is told from (decision 6). */
const REFERENCE_CANDLES = 1000;

type OnBroken = (error: CandleError) => void;

/** One answer of an exchange. */
export interface CandleAnswer {
  readonly symbol: string;
  readonly interval: Interval;
  readonly sinceMs: TimestampMs;
  readonly candles: readonly Candle[];
}

/** Judges the answers of one exchange. */
export class CandleJudge {
  readonly #name: string;
  readonly #check: CheckOptions;
  /** The latest sound candles by symbol and interval, which later ones are held against; `null` where each answer stands for itself. */
  readonly #latest: Map<string, readonly Candle[]> | null;

  /** @param remembers - whether an answer is held against those before it: live, most have a single candle */
  constructor(name: string, check: CheckOptions, remembers: boolean) {
    this.#name = name;
    this.#check = check;
    this.#latest = remembers ? new Map() : null;
  }

  /**
   * The sound candles of an answer.
   *
   * @param onBroken - hears of each broken one, which is left out
   * @throws {CandleError} for the first broken one, where nobody hears of it
   */
  sound(answer: CandleAnswer, onBroken?: OnBroken): readonly Candle[] {
    const { symbol, interval, sinceMs } = answer;
    const key = `${symbol} ${interval}`;
    const before = (this.#latest?.get(key) ?? []).filter(({ openTimeMs }) => openTimeMs < sinceMs);
    const sound = this.#judged(before, answer, onBroken ?? refuse);
    if (sound.length > 0) this.#latest?.set(key, [...before, ...sound].slice(-REFERENCE_CANDLES));
    return sound;
  }

  #judged(before: readonly Candle[], { symbol, interval, candles }: CandleAnswer, onBroken: OnBroken): readonly Candle[] {
    const all = before.length === 0 ? candles : [...before, ...candles];
    const columns = columnsOf(all);
    const check = new CandleCheck(intervalMs(interval), this.#check);
    const sound: Candle[] = [];
    for (let from = 0; ; ) {
      const row = check.accept(columns, from, all.length);
      if (from === 0 && row === candles.length && before.length === 0) return candles;
      for (const candle of all.slice(Math.max(from, before.length), row)) sound.push(candle);
      if (row === all.length) return sound;
      if (row >= before.length) onBroken(new CandleError(check.explain(columns, row), `${this.#name} ${symbol} ${interval}`));
      from = row + 1;
    }
  }
}

function refuse(error: CandleError): never {
  throw error;
}
