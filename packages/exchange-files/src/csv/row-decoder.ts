import { allocateColumns, type CandleColumns, type CandleFault } from '@tradewright/core';
import type { TimeUnit } from '../options.ts';
import { CR, LF } from './bytes.ts';
import { DecimalReader, fieldEnd } from './decimal.ts';
import { lastPosition, type Layout } from './layout.ts';
import { rowFault } from './row-fault.ts';
import { isoTime, LAST_TIME_MS, scaledTime } from './time.ts';

const FIRST_CAPACITY = 4096;

/** Decodes lines of bytes into columns that are used again for each block. */
export class RowDecoder {
  columns: Omit<CandleColumns, 'length'> = allocateColumns(FIRST_CAPACITY);
  /** Line of each row. */
  lines: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  length = 0;
  /** Line that comes next. */
  line: number;
  readonly #layout: Layout;
  readonly #delimiter: number;
  readonly #last: number;
  /** Position of times that are written as dates; -1 where they are numbers. */
  readonly #isoColumn: number;
  readonly #time: TimeUnit;
  readonly #reader: DecimalReader;
  /** The column each field goes to, in the order of the file. */
  #targets: readonly (Float64Array | undefined)[];

  constructor(layout: Layout, line: number) {
    this.#layout = layout;
    this.#delimiter = layout.delimiter.charCodeAt(0);
    this.#last = lastPosition(layout.positions);
    this.#isoColumn = layout.time === 'iso' ? layout.positions.time : -1;
    this.#time = layout.time;
    this.#reader = new DecimalReader(this.#delimiter);
    this.#targets = this.#aim();
    this.line = line;
  }

  /**
   * Adds the rows in `[from, to)`, where every line ends with LF, until the first that is no row of numbers.
   *
   * @returns where that line begins, or `to`
   */
  decode(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const first = bytes[at];
      if (first === LF || (first === CR && bytes[at + 1] === LF)) {
        at += first === LF ? 1 : 2;
        this.line++;
        continue;
      }
      if (this.length === this.lines.length) this.#grow();
      const next = this.#row(bytes, at, this.length);
      if (next < 0) return at;
      this.lines[this.length++] = this.line++;
      at = next;
    }
    return at;
  }

  /** Why the line at which `decode` stopped is no row. */
  explain(bytes: Uint8Array, at: number): CandleFault {
    const end = bytes.indexOf(LF, at);
    const text = Buffer.from(bytes.subarray(at, end)).toString('utf8').replace(/\r$/, '');
    return rowFault(text.split(this.#layout.delimiter).map((field) => field.trim()), this.#layout, this.length);
  }

  /** Goes on behind the line at which `decode` stopped. */
  skip(bytes: Uint8Array, at: number): number {
    this.line++;
    return bytes.indexOf(LF, at) + 1;
  }

  /** Reads one line into a row; the position behind it, or -1 when the line is no row. */
  #row(bytes: Uint8Array, from: number, row: number): number {
    const reader = this.#reader;
    const targets = this.#targets;
    const last = this.#last;
    const delimiter = this.#delimiter;
    const isoColumn = this.#isoColumn;
    let at = from;
    for (let column = 0; ; column++) {
      const target = targets[column];
      if (target === undefined) at = fieldEnd(bytes, at, delimiter);
      else {
        const value = column === isoColumn ? this.#readIso(bytes, at) : reader.read(bytes, at);
        if (!(value <= Number.MAX_VALUE)) return -1;
        target[row] = value;
        at = reader.end;
      }
      if (column === last) break;
      if (bytes[at] !== delimiter) return -1;
      at++;
    }
    if (!this.#scaleTime(row)) return -1;
    while (bytes[at] !== LF) at++;
    return at + 1;
  }

  #readIso(bytes: Uint8Array, at: number): number {
    this.#reader.end = fieldEnd(bytes, at, this.#delimiter);
    return isoTime(bytes, at, this.#reader.end);
  }

  /** Turns the number read as time into milliseconds; false when it is out of reach. */
  #scaleTime(row: number): boolean {
    const { openTimeMs } = this.columns;
    if (this.#time === 's' || this.#time === 'us') openTimeMs[row] = scaledTime(openTimeMs[row]!, this.#time);
    return openTimeMs[row]! <= LAST_TIME_MS;
  }

  #aim(): readonly (Float64Array | undefined)[] {
    const { positions } = this.#layout;
    const { openTimeMs, open, high, low, close, volume } = this.columns;
    const columns = { time: openTimeMs, open, high, low, close, volume };
    const targets = Array.from<Float64Array | undefined>({ length: this.#last + 1 });
    for (const [name, column] of Object.entries(columns)) targets[positions[name as keyof typeof columns]] = column;
    return targets;
  }

  #grow(): void {
    const larger = allocateColumns(this.lines.length * 2);
    for (const key of Object.keys(larger) as (keyof typeof larger)[]) larger[key].set(this.columns[key]);
    const lines = new Uint32Array(this.lines.length * 2);
    lines.set(this.lines);
    this.lines = lines;
    this.columns = larger;
    this.#targets = this.#aim();
  }
}
