import { InputError } from '../error.ts';
import type { Price, Quantity, TimestampMs } from '../units.ts';
import type { Candle } from './candle.ts';
import type { CandleColumns } from './columns.ts';
import type { Interval } from './interval.ts';

type Columns = Omit<CandleColumns, 'length'>;

/** A column that can be summed up over candles. */
export type CandleColumn = 'open' | 'high' | 'low' | 'close' | 'volume';

const NOTHING = new Float64Array(0);

let aim!: (view: CandleView, columns: Columns, start: number, length: number) => void;

/**
 * The last closed candles at one instant, read in place. Row 0 is the oldest, `length - 1` the newest. A view is a
 * reused cursor: it is valid until the hook that asked for it returns, and it can reach neither a candle that has not
 * closed nor the arrays behind it.
 */
export class CandleView {
  readonly interval: Interval;
  #length = 0;
  #start = 0;
  #columns: Columns | undefined;
  #openTimeMs: Float64Array = NOTHING;
  #open: Float64Array = NOTHING;
  #high: Float64Array = NOTHING;
  #low: Float64Array = NOTHING;
  #close: Float64Array = NOTHING;
  #volume: Float64Array = NOTHING;

  static {
    aim = (view, columns, start, length) => {
      view.#start = start;
      view.#length = length;
      if (view.#columns === columns) return;
      view.#columns = columns;
      view.#openTimeMs = columns.openTimeMs;
      view.#open = columns.open;
      view.#high = columns.high;
      view.#low = columns.low;
      view.#close = columns.close;
      view.#volume = columns.volume;
    };
  }

  constructor(interval: Interval) {
    this.interval = interval;
  }

  get length(): number {
    return this.#length;
  }

  /** @throws {InputError} `view/row`, like every reader of this class, for a row outside the view */
  openTimeMs(row: number): TimestampMs {
    return row >= 0 && row < this.#length ? (this.#openTimeMs[this.#start + row] ?? this.#refuse(row)) : this.#refuse(row);
  }

  open(row: number): Price {
    return row >= 0 && row < this.#length ? (this.#open[this.#start + row] ?? this.#refuse(row)) : this.#refuse(row);
  }

  high(row: number): Price {
    return row >= 0 && row < this.#length ? (this.#high[this.#start + row] ?? this.#refuse(row)) : this.#refuse(row);
  }

  low(row: number): Price {
    return row >= 0 && row < this.#length ? (this.#low[this.#start + row] ?? this.#refuse(row)) : this.#refuse(row);
  }

  close(row: number): Price {
    return row >= 0 && row < this.#length ? (this.#close[this.#start + row] ?? this.#refuse(row)) : this.#refuse(row);
  }

  volume(row: number): Quantity {
    return row >= 0 && row < this.#length ? (this.#volume[this.#start + row] ?? this.#refuse(row)) : this.#refuse(row);
  }

  /**
   * Mean of a column over the newest `rows` candles: the simple moving average.
   *
   * @throws {InputError} `view/row`, like `max` and `min`, when the view holds fewer
   */
  mean(column: CandleColumn, rows: number = this.#length): number {
    const values = this.#column(column, rows);
    const end = this.#start + this.#length;
    return sumOf(values, end - rows, end) / rows;
  }

  /** Greatest value of a column over the newest `rows` candles. */
  max(column: CandleColumn, rows: number = this.#length): number {
    const values = this.#column(column, rows);
    const end = this.#start + this.#length;
    let greatest = -Infinity;
    for (let i = end - rows; i < end; i++) if (values[i]! > greatest) greatest = values[i]!;
    return greatest;
  }

  /** Least value of a column over the newest `rows` candles. */
  min(column: CandleColumn, rows: number = this.#length): number {
    const values = this.#column(column, rows);
    const end = this.#start + this.#length;
    let least = Infinity;
    for (let i = end - rows; i < end; i++) if (values[i]! < least) least = values[i]!;
    return least;
  }

  #column(column: CandleColumn, rows: number): Float64Array {
    if (!(rows >= 1 && rows <= this.#length && Number.isInteger(rows))) this.#refuse(this.#length - rows);
    switch (column) {
      case 'close':
        return this.#close;
      case 'open':
        return this.#open;
      case 'high':
        return this.#high;
      case 'low':
        return this.#low;
      case 'volume':
        return this.#volume;
    }
  }

  /** A candle as an object of its own, free to keep. */
  at(row: number): Candle {
    return {
      openTimeMs: this.openTimeMs(row),
      open: this.open(row),
      high: this.high(row),
      low: this.low(row),
      close: this.close(row),
      volume: this.volume(row),
    };
  }

  /** Every candle of the view as objects of their own, free to keep. */
  toArray(): Candle[] {
    return this.map((openTimeMs, open, high, low, close, volume) => ({ openTimeMs, open, high, low, close, volume }));
  }

  /** What `make` gives for every candle, oldest first. */
  map<T>(make: (openTimeMs: TimestampMs, open: Price, high: Price, low: Price, close: Price, volume: Quantity) => T): T[] {
    const made: T[] = [];
    for (let i = this.#start; i < this.#start + this.#length; i++) {
      made.push(make(this.#openTimeMs[i]!, this.#open[i]!, this.#high[i]!, this.#low[i]!, this.#close[i]!, this.#volume[i]!));
    }
    return made;
  }

  #refuse(row: number): never {
    throw new InputError('view/row', `The view of ${this.interval} candles has ${this.#length} rows; there is no row ${row}.`);
  }
}

/** A function of its own: the compiler makes a better loop of it than of one inside whatever calls it. */
function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum;
}

/** Points a view at `length` rows from `start`. Kept out of the package's exports: only the engine moves views. */
export { aim as aimView };
