import { SourceError, type DurationMs, type TimestampMs } from '@tradewright/core';
import { sampleOf, type Layout, type Sample } from '../csv/layout.ts';
import { LAST_TIME_MS, timeOf } from '../csv/time.ts';
import type { CsvOptions } from '../options.ts';
import { readHead } from './head.ts';

/** A file of candles of which the first rows have been seen. */
export interface CandleFile {
  readonly path: string;
  /** The path as shown in messages. */
  readonly label: string;
  readonly gzip: boolean;
  readonly sizeBytes: number;
  readonly layout: Layout;
  /** Time of the first candle, and its line. */
  readonly firstMs: TimestampMs;
  readonly firstLine: number;
  /** Distances between the first rows, without those of rows out of order. */
  readonly spacings: Float64Array;
}

/**
 * Looks at the beginning of a file.
 *
 * @throws {SourceError | InputError} when it cannot be read or holds no candles
 */
export async function openCandleFile(path: string, label: string, options: CsvOptions): Promise<CandleFile> {
  const head = await readHead(path, label);
  const sample = await sampleOf(head, options);
  const { layout, rows } = sample;
  const times = timesOf(sample);
  const first = times.findIndex((time) => time <= LAST_TIME_MS);
  if (first < 0) throw new SourceError('files/time', `${label}: none of the first ${rows.length} rows holds a time of the kind '${layout.time}'. Leave out the option time, or give the right one.`);
  const place = { firstMs: times[first]!, firstLine: rows[first]!.line };
  return { path, label, gzip: head.gzip, sizeBytes: head.sizeBytes, layout, ...place, spacings: spacingsOf(times) };
}

/** Whether a reader can begin anywhere in the file: its text is neither packed nor quoted. */
export function isSeekable(file: CandleFile): boolean {
  return !file.gzip && !file.layout.quoted;
}

/** Times of rows; `NaN` where a row has none. */
function timesOf({ layout, rows }: Sample): readonly TimestampMs[] {
  return rows.map(({ fields }) => timeOf(fields[layout.positions.time] ?? '', layout.time));
}

function spacingsOf(times: readonly TimestampMs[]): Float64Array {
  return Float64Array.from(times.map((time, i): DurationMs => time - (times[i - 1] ?? NaN)).filter((spacing) => spacing > 0));
}
