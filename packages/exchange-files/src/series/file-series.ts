import { CandleError, intervalMs, sliceColumns, type CancelSignal, type CandleColumns, type DurationMs, type Interval, type TimestampMs } from '@tradewright/core';
import { openCandleFile, type CandleFile } from '../file/candle-file.ts';
import type { SkippedRows } from '../file/skipped-rows.ts';
import type { CsvOptions } from '../options.ts';
import type { BlockCache } from './block-cache.ts';
import { firstAtOrAfter, lastTimeOf } from './rows.ts';
import { SeriesFile } from './series-file.ts';
import { commonInterval } from './spacing.ts';

export interface SeriesOptions extends CsvOptions {
  readonly interval?: Interval | undefined;
  readonly cache: BlockCache;
  /** Counts broken rows; without it the first one is an error. */
  readonly skipped?: SkippedRows | undefined;
}

interface PageOptions {
  /** Answer out of memory, not by reading on. */
  readonly recall: boolean;
  readonly cancel?: CancelSignal | undefined;
}

/** The candles of one symbol in one or several files, as one series in order of time. */
export class FileSeries {
  readonly interval: Interval;
  readonly stepMs: DurationMs;
  /** Sorted by the time of the first candle. */
  readonly files: readonly SeriesFile[];
  readonly #skipped: SkippedRows | undefined;
  readonly #firstMs: readonly TimestampMs[];

  private constructor(files: readonly SeriesFile[], interval: Interval, skipped: SkippedRows | undefined) {
    this.files = files;
    this.interval = interval;
    this.stepMs = intervalMs(interval);
    this.#skipped = skipped;
    this.#firstMs = files.map(({ file }) => file.firstMs);
  }

  /**
   * Looks at the beginning of every file.
   *
   * @throws {SourceError | InputError} when one cannot be read, or they do not fit together
   * @throws {CandleError} when two begin with the same candle, unless broken rows are left out
   */
  static async open(paths: readonly { readonly path: string; readonly label: string }[], options: SeriesOptions): Promise<FileSeries> {
    const opened = [];
    for (const { path, label } of paths) opened.push(await openCandleFile(path, label, options));
    opened.sort((a, b) => a.firstMs - b.firstMs);
    // Most often the files of two symbols. Whoever asks for what lies within one of them would never come to where they meet.
    if (options.skipped === undefined) for (let i = 1; i < opened.length; i++) refuseSameBeginning(opened[i - 1]!, opened[i]!);
    const interval = options.interval ?? commonInterval(opened);
    return new FileSeries(opened.map((file) => new SeriesFile(file, options.cache)), interval, options.skipped);
  }

  /** Time of the first candle. */
  get firstMs(): TimestampMs {
    return this.#firstMs[0]!;
  }

  /** Time of the last candle. */
  async lastTime(): Promise<TimestampMs> {
    return this.files.at(-1)!.lastTime({ stepMs: this.stepMs, skipped: this.#skipped });
  }

  /** Pages of all candles from an instant on; valid until the next one is asked for. */
  async *pages(fromMs: TimestampMs, { recall, cancel }: PageOptions): AsyncGenerator<CandleColumns> {
    const first = Math.max(0, firstAtOrAfter(this.#firstMs, this.files.length, fromMs + 1) - 1);
    let before: CandleColumns | undefined;
    let lastMs = -Infinity;
    for (let i = first; i < this.files.length; i++) {
      const file = this.files[i]!;
      const options = { stepMs: this.stepMs, skipped: this.#skipped, before, cancel };
      for await (const columns of recall ? file.recall(fromMs, options) : file.stream(fromMs, options)) {
        if (cancel?.aborted === true) return;
        const { openTimeMs, length } = columns;
        if (openTimeMs[0]! <= lastMs) this.#settleOverlap(i, columns, lastMs);
        const from = firstAtOrAfter(openTimeMs, length, Math.max(fromMs, lastMs + 1));
        if (from < length) yield from === 0 ? columns : sliceColumns(columns, from, length);
        before = columns;
        lastMs = Math.max(lastMs, lastTimeOf(columns));
      }
      if (cancel?.aborted === true) return;
    }
  }

  /** Candles that an earlier file held already: an error, or left out and counted. */
  #settleOverlap(i: number, { openTimeMs, length }: CandleColumns, lastMs: TimestampMs): void {
    const { label, path, firstLine } = this.files[i]!.file;
    const at = new Date(openTimeMs[0]!).toISOString();
    const detail = `candle ${at} stands in a file that begins before ${this.files[i - 1]!.file.label} ends, at ${new Date(lastMs).toISOString()}: the files overlap`;
    const fault = { row: 0, openTimeMs: openTimeMs[0]!, rule: openTimeMs[0] === lastMs ? 'duplicate' : 'order', detail } as const;
    const where = `${label}:${firstLine}`;
    if (this.#skipped === undefined) throw new CandleError(fault, where);
    this.#skipped.note(`${path}:overlap:${openTimeMs[0]}`, firstAtOrAfter(openTimeMs, length, lastMs + 1), [{ where, fault }]);
  }
}

function refuseSameBeginning(before: CandleFile, { firstMs, label, firstLine }: CandleFile): void {
  if (firstMs !== before.firstMs) return;
  const detail = `candle ${new Date(firstMs).toISOString()} stands at the beginning of ${before.label}, too: the files overlap`;
  throw new CandleError({ row: 0, openTimeMs: firstMs, rule: 'duplicate', detail }, `${label}:${firstLine}`);
}
