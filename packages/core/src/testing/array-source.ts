import { columnsOf, type CandleColumns } from '../market/columns.ts';
import type { Candle } from '../market/candle.ts';
import type { CandleRange, CandleSource } from '../ports/candle-source.ts';

/** A source over candles in memory, handed out in pages of `pageSize`. */
export class ArraySource implements CandleSource {
  readonly name: string;
  readonly #candles: readonly Candle[];
  readonly #pageSize: number;

  constructor(candles: readonly Candle[], pageSize = 1000, name = 'array') {
    this.#candles = candles;
    this.#pageSize = pageSize;
    this.name = name;
  }

  async *candles({ fromMs, toMs, cancel }: CandleRange): AsyncGenerator<CandleColumns> {
    const asked = this.#candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs);
    for (let at = 0; at < asked.length; at += this.#pageSize) {
      if (cancel?.aborted === true) return;
      yield columnsOf(asked.slice(at, at + this.#pageSize));
    }
  }
}
