import { Failure, filesOf, shownPath, type Interruption } from '@tradewright/cli-kit';
import { CandleCheck, CandleError, InputError, INTERVALS, intervalMs, sliceColumns, type CandleColumns, type CandleStore, type Interval, type SeriesKey, type Span } from '@tradewright/core';
import { FilesSource } from '@tradewright/exchange-files';
import { ChunkedFill } from './chunked-fill.ts';
import type { ImportOptions } from './options.ts';
import { parquetPages } from './parquet-pages.ts';
import { Tally } from './tally.ts';

export interface Imported {
  readonly files: readonly string[];
  /** Read, and of them new. */
  readonly candles: number;
  readonly added: number;
  /** Were kept otherwise before, and stay as they were. */
  readonly differing: number;
  /** Left out: what is kept stays as it is, and these may still change. */
  readonly unclosed: number;
  readonly span: Span;
  readonly interrupted: boolean;
}

export interface ImportParts {
  readonly options: ImportOptions;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly store: CandleStore;
  readonly interruption: Interruption;
  readonly onCandles: (count: number, untilMs: number) => void;
}

/** Keeps the candles of files in pieces; each is kept wholly or not at all. @throws {Failure}, {EngineError} for a file that cannot be used */
export async function importFiles({ options: { key, format, files: patterns }, directory, store, interruption, onCandles }: ImportParts): Promise<Imported> {
  const files = filesOf(patterns, directory);
  if (files.length === 0) throw new Failure(`There is no such file: ${patterns.join(', ')}.`);
  const tally = new Tally(onCandles);
  const fill = new ChunkedFill(store, key);
  const closed = new ClosedOnly(Date.now() - intervalMs(key.interval));
  const pages = format === 'csv' ? csvPages(files, key, directory) : judged(files, key, directory);
  for await (const page of tally.over(closed.over(pages))) {
    await fill.add(page);
    if (interruption.signal.aborted) break;
  }
  await fill.end();
  if (tally.candles === 0) throw new Failure(`${files.map((file) => shownPath(file, directory)).join(', ')}: there is no candle${closed.leftOut === 0 ? '' : ' that has closed'}.`);
  return { files, candles: tally.candles, added: fill.added, differing: fill.differing, unclosed: closed.leftOut, span: { fromMs: tally.firstMs, toMs: tally.lastMs + intervalMs(key.interval) }, interrupted: interruption.signal.aborted };
}

/** Passes on what has closed. */
class ClosedOnly {
  readonly #lastMs: number;
  leftOut = 0;

  /** @param lastMs - what opened until then has closed */
  constructor(lastMs: number) {
    this.#lastMs = lastMs;
  }

  async *over(pages: AsyncIterable<CandleColumns>): AsyncGenerator<CandleColumns> {
    for await (const page of pages) {
      let { length } = page;
      while (length > 0 && page.openTimeMs[length - 1]! > this.#lastMs) length--;
      this.leftOut += page.length - length;
      yield length === page.length ? page : sliceColumns(page, 0, length);
    }
  }
}

async function* csvPages(files: readonly string[], { symbol, interval }: SeriesKey, directory: string): AsyncGenerator<CandleColumns> {
  const options = { candles: files, symbol, directory };
  const found = await new FilesSource(options).extent(symbol);
  if (found.interval !== interval && found.toMs - found.fromMs > intervalMs(found.interval)) throw notThese(files.map((file) => shownPath(file, directory)).join(', '), found.interval, interval);
  yield* new FilesSource({ ...options, interval }).candles({ symbol, interval, fromMs: 0, toMs: Infinity });
}

/** Rows of Parquet files by core's rules, one file after another. */
async function* judged(files: readonly string[], { interval }: SeriesKey, directory: string): AsyncGenerator<CandleColumns> {
  const check = new CandleCheck(intervalMs(interval));
  for (const file of files) {
    const label = shownPath(file, directory);
    let rows = 0;
    for await (const page of parquetPages(file, label)) {
      const found = rows === 0 ? spacingOf(page) : undefined;
      if (found !== undefined && found !== interval) throw notThese(label, found, interval);
      const good = check.accept(page, 0, page.length);
      if (good < page.length) throw new CandleError(check.explain(page, good), `${label}, row ${rows + good}`);
      rows += page.length;
      yield page;
    }
  }
}

/** With fewer rows than these a gap may be taken for the length of candles. */
const ENOUGH_ROWS = 10;

/** The length of candles that stand nowhere closer; undefined where nobody can tell. */
function spacingOf({ length, openTimeMs }: CandleColumns): Interval | undefined {
  if (length < ENOUGH_ROWS) return undefined;
  let leastMs = Infinity;
  for (let i = 1; i < length; i++) leastMs = Math.min(leastMs, openTimeMs[i]! - openTimeMs[i - 1]!);
  return INTERVALS.find((one) => intervalMs(one) === leastMs);
}

function notThese(label: string, found: Interval, wanted: Interval): InputError {
  return new InputError('candles/interval', `${label}: these are candles of ${found}, not of ${wanted}: say --interval ${found}.`);
}
