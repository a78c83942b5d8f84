import { AtomicFile, coveredExtent, Failure, publish, seriesText, spanWithin, type Interruption } from '@tradewright/cli-kit';
import { intervalMs, type CandleStore, type Span } from '@tradewright/core';
import { writeCsv } from './csv.ts';
import type { ExportOptions } from './options.ts';
import { ParquetFile } from './parquet-file.ts';
import { Tally } from './tally.ts';

export interface Exported {
  readonly path: string;
  readonly candles: number;
  /** From the first candle to the end of the last one. */
  readonly span: Span;
  readonly contentHash: string;
}

export interface ExportParts {
  readonly options: ExportOptions;
  /** Absolute. */
  readonly path: string;
  readonly store: CandleStore;
  readonly interruption: Interruption;
  readonly onCandles: (count: number, untilMs: number) => void;
}

/**
 * Writes what is kept of a series into a file, in constant memory. The file appears when it is complete.
 *
 * @throws {Failure} where nothing is kept
 */
export async function exportSeries({ options, path, store, interruption, onCandles }: ExportParts): Promise<Exported> {
  const { key, format } = options;
  const within = await coveredExtent(store, key, spanWithin(options, key.interval));
  const nothing = new Failure(`${store.name} keeps no candle of ${seriesText(key)}${options.fromMs > 0 || options.toMs < Infinity ? ' in this time' : ''}.`);
  if (within === undefined) throw nothing;
  const file = await AtomicFile.create(path);
  try {
    const tally = new Tally(onCandles);
    const pages = tally.over(store.candles(key, within, interruption.signal));
    if (format === 'csv') await writeCsv(pages, file, path.endsWith('.gz'));
    else await new ParquetFile(file).writeAll(pages);
    if (interruption.signal.aborted) throw new Failure(`Interrupted; ${path} was not written.`, interruption.exitCode);
    if (tally.candles === 0) throw nothing;
    await publish([file]);
    return { path, candles: tally.candles, span: { fromMs: tally.firstMs, toMs: tally.lastMs + intervalMs(key.interval) }, contentHash: await store.contentHash(key, within) };
  } catch (error) {
    await file.discard();
    throw error;
  }
}
