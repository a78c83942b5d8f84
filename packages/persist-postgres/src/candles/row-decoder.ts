import { allocateColumns, type CandleColumns } from '@tradewright/core';
import { corrupt } from '../read-row.ts';
import { END, HEADER, NUMBER_BYTES, readTime } from './row-format.ts';

/** Open time, four prices, volume. */
const FIELDS = 6;
const FIELD_BYTES = 4 + NUMBER_BYTES;
const ROW_BYTES = 2 + FIELDS * FIELD_BYTES;

/** Makes columns of what a binary COPY sends, without an object for any row. The columns are used again for the next COPY. */
export class RowDecoder {
  readonly capacity: number;
  readonly #columns: Omit<CandleColumns, 'length'>;
  readonly #what: string;
  #length = 0;
  /** The beginning of a row whose end has not come yet. */
  #rest: Buffer = Buffer.alloc(0);
  #place: 'header' | 'rows' | 'end' = 'header';

  /** @param what - for messages */
  constructor(capacity: number, what: string) {
    this.capacity = capacity;
    this.#columns = allocateColumns(capacity);
    this.#what = what;
  }

  /** Forgets what came. */
  begin(): void {
    [this.#length, this.#rest, this.#place] = [0, Buffer.alloc(0), 'header'];
  }

  /** @throws {StoreError} `store/corrupt` */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    if (this.#place === 'header') {
      if (bytes.length < HEADER.length) return void (this.#rest = bytes);
      at = HEADER.length;
      this.#place = 'rows';
    }
    this.#rest = bytes.subarray(this.#rows(bytes, at));
  }

  /** What came, once all of it has. @throws {StoreError} `store/corrupt` */
  end(): CandleColumns {
    if (this.#place !== 'end') throw this.#corrupt('an end in the middle');
    return { length: this.#length, ...this.#columns };
  }

  /** @returns where the first row begins that is not there as a whole */
  #rows(bytes: Buffer, from: number): number {
    const { openTimeMs, open, high, low, close, volume } = this.#columns;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = from;
    for (; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
      if (view.getInt16(at) !== FIELDS) break;
      const row = this.#length++;
      if (row >= this.capacity) throw this.#corrupt('more rows than were asked for');
      this.#checkFields(view, at + 2);
      openTimeMs[row] = readTime(view, at + 6);
      open[row] = view.getFloat64(at + 18);
      high[row] = view.getFloat64(at + 30);
      low[row] = view.getFloat64(at + 42);
      close[row] = view.getFloat64(at + 54);
      volume[row] = view.getFloat64(at + 66);
    }
    if (bytes.length - at < 2 || view.getInt16(at) === FIELDS) return at;
    if (view.getInt16(at) !== END) throw this.#corrupt(`${view.getInt16(at)} columns`);
    this.#place = 'end';
    return bytes.length;
  }

  #checkFields(view: DataView, first: number): void {
    for (let at = first, i = 0; i < FIELDS; i++, at += FIELD_BYTES) {
      if (view.getInt32(at) !== NUMBER_BYTES) throw this.#corrupt(`a column of ${view.getInt32(at)} bytes`);
    }
  }

  #corrupt(found: string): Error {
    return corrupt(this.#what, found);
  }
}
