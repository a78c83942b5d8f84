import type { CandleColumns, SeriesKey } from '@tradewright/core';
import { keptText } from '../kept-text.ts';
import { NUMBER_BYTES, writeTime } from './row-format.ts';

/** Exchange, symbol, interval, open time, four prices, volume. */
const FIELDS = 9;
const NUMBERS = 6;

/** Rows of the table `candles`, in the binary format of COPY. */
export class RowEncoder {
  /** What every row begins with: the number of fields, and the texts of the key. */
  readonly #prefix: Buffer;
  readonly #rowBytes: number;

  constructor({ exchange, symbol, interval }: SeriesKey) {
    this.#prefix = Buffer.concat([Buffer.from([0, FIELDS]), ...[exchange, symbol, interval].map(fieldOf)]);
    this.#rowBytes = this.#prefix.length + NUMBERS * (4 + NUMBER_BYTES);
  }

  /** The rows `[from, to)`. */
  encode({ openTimeMs, open, high, low, close, volume }: CandleColumns, from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe((to - from) * this.#rowBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const first = this.#prefix.length;
    for (let row = from, at = 0; row < to; row++, at += this.#rowBytes) {
      bytes.set(this.#prefix, at);
      const numbers = at + first;
      view.setInt32(numbers, NUMBER_BYTES);
      writeTime(view, numbers + 4, openTimeMs[row]!);
      writeNumber(view, numbers + 12, open[row]!);
      writeNumber(view, numbers + 24, high[row]!);
      writeNumber(view, numbers + 36, low[row]!);
      writeNumber(view, numbers + 48, close[row]!);
      writeNumber(view, numbers + 60, volume[row]!);
    }
    return bytes;
  }
}

function fieldOf(text: string): Buffer {
  const bytes = Buffer.from(keptText(text));
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function writeNumber(view: DataView, at: number, value: number): void {
  view.setInt32(at, NUMBER_BYTES);
  view.setFloat64(at + 4, value);
}
