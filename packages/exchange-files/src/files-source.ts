import { relative } from 'node:path';
import { InputError, sliceColumns, type CandleColumns, type CandleRange, type CandleSource, type Interval, type TimestampMs } from '@tradewright/core';
import { pathsOf } from './file/paths.ts';
import { SkippedRows, type SkippedRow } from './file/skipped-rows.ts';
import { checkOptions, type Files, type FilesOptions } from './options.ts';
import { precisionOf, type Precision } from './file/precision.ts';
import { BlockCache, CANDLE_BYTES } from './series/block-cache.ts';
import { FileSeries } from './series/file-series.ts';
import { resampled, resampleFrom } from './series/resample.ts';
import { checkRange } from './series/range.ts';
import { firstAtOrAfter, lastTimeOf } from './series/rows.ts';
import { symbolFiles, type SymbolFiles } from './symbol-files.ts';

const DEFAULT_CACHE_BYTES = 67_108_864;

/** What there is of a symbol: open times, half-open. */
export interface Extent {
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly interval: Interval;
}

/**
 * Candles from CSV files, plain or gzip. A symbol's files are opened at its first question and never held open between
 * pages out of memory. Small questions are answered from decoded blocks, long ones by reading on in constant memory.
 */
export class FilesSource implements CandleSource {
  readonly name: string;
  readonly #options: FilesOptions;
  readonly #files: SymbolFiles;
  readonly #directory: string;
  readonly #cache: BlockCache;
  readonly #skipped = new SkippedRows();
  readonly #series = new Map<string, Promise<FileSeries>>();

  /** @throws {InputError} `files/options`, `interval/unknown` */
  constructor(options: FilesOptions) {
    checkOptions(options);
    this.#options = options;
    this.#files = symbolFiles(options);
    this.#directory = options.directory ?? process.cwd();
    this.#cache = new BlockCache(options.cacheBytes ?? DEFAULT_CACHE_BYTES);
    this.name = options.name ?? `files(${this.#files.title})`;
  }

  /** Rows left out so far because `skipBadRows` was given. */
  get skippedRows(): number {
    return this.#skipped.count;
  }

  /** The first few rows left out, with file, line and reason. */
  get skippedSamples(): readonly SkippedRow[] {
    return this.#skipped.samples;
  }

  /**
   * @throws {InputError} from the iteration: unknown symbol, no such file, an interval the files cannot answer
   * @throws {SourceError} from the iteration: a file cannot be read
   * @throws {CandleError} from the iteration: a broken row, named by file and line
   */
  async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
    const { symbol, interval, fromMs, toMs, cancel } = range;
    const stepMs = checkRange(range);
    const series = await this.#open(symbol);
    if (stepMs % series.stepMs !== 0) {
      throw new InputError('files/interval', `${symbol}: ${interval} candles cannot be made of the ${series.interval} candles in the files. Ask for ${series.interval} or a multiple of it.`);
    }
    if (!(fromMs < toMs) || cancel?.aborted === true) return;
    // Two of them fit, so that one question never drives out what it needs itself.
    const recall = ((toMs - fromMs) / series.stepMs) * CANDLE_BYTES <= this.#cache.limitBytes / 2;
    if (stepMs === series.stepMs) yield* cut(series.pages(fromMs, { recall, cancel }), toMs, stepMs);
    else {
      const question = { fromMs, toMs, stepMs, inputMs: series.stepMs, firstMs: series.firstMs };
      yield* resampled(series.pages(resampleFrom(question), { recall, cancel }), question);
    }
  }

  /** First and last instant of a symbol's candles. The last file is read for it when it is packed. */
  async extent(symbol: string): Promise<Extent> {
    const series = await this.#open(symbol);
    return { fromMs: series.firstMs, toMs: (await series.lastTime()) + series.stepMs, interval: series.interval };
  }

  /** Decimals of prices and quantities in the first rows of a symbol's first file. */
  async precision(symbol: string): Promise<Precision> {
    return precisionOf((await this.#open(symbol)).files[0]!.file, this.#options);
  }

  #open(symbol: string): Promise<FileSeries> {
    const known = this.#series.get(symbol);
    if (known !== undefined) return known;
    const opening = this.#openSeries(this.#files.of(symbol));
    this.#series.set(symbol, opening);
    // A failure is not remembered: the file may be there next time.
    opening.catch(() => this.#series.delete(symbol));
    return opening;
  }

  async #openSeries(files: Files): Promise<FileSeries> {
    const paths = pathsOf(files, this.#directory).map((path) => ({ path, label: labelOf(path, this.#directory) }));
    const skipped = this.#options.skipBadRows === true ? this.#skipped : undefined;
    return FileSeries.open(paths, { ...this.#options, cache: this.#cache, skipped });
  }
}

/** The candles before an instant, without asking for pages behind it. */
async function* cut(pages: AsyncIterable<CandleColumns>, toMs: TimestampMs, stepMs: number): AsyncGenerator<CandleColumns> {
  for await (const page of pages) {
    const end = firstAtOrAfter(page.openTimeMs, page.length, toMs);
    if (end > 0) yield end === page.length ? page : sliceColumns(page, 0, end);
    if (lastTimeOf(page) + stepMs >= toMs) return;
  }
}

/** Shorter to read when it lies below the directory. */
function labelOf(path: string, directory: string): string {
  const short = relative(directory, path);
  return short.startsWith('..') ? path : short;
}
