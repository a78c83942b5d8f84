import { InputError, intervalMs, type Interval } from '@tradewright/core';

/** What a row of candles must tell, in the order of a file without a header. */
export const COLUMN_NAMES = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

export type ColumnName = (typeof COLUMN_NAMES)[number];

/** How times are written: seconds, milliseconds or microseconds since 1970, or ISO 8601 (UTC where no zone is given). */
export type TimeUnit = 's' | 'ms' | 'us' | 'iso';

/** One glob or path, or several; relative ones start at `directory`. */
export type Files = string | readonly string[];

/** How the text is laid out. Whatever is left out is detected from the first rows of each file. */
export interface CsvOptions {
  /** Where columns stand: a position from 0, or a name of the header. Others keep what was detected. */
  readonly columns?: Partial<Readonly<Record<ColumnName, number | string>>>;
  readonly time?: TimeUnit;
  /** Whether the first line names the columns. */
  readonly header?: boolean;
  readonly delimiter?: string;
  /** Whether fields may stand in quotes. True takes the slower reader for quoted files. */
  readonly quoted?: boolean;
}

export interface FilesOptions extends CsvOptions {
  /** Files by symbol; or the files of the one symbol named by `symbol`; or a function that names them. */
  readonly candles: Files | Readonly<Record<string, Files>> | ((symbol: string) => Files | undefined);
  /** Whose candles these are, when `candles` is one set of files. */
  readonly symbol?: string;
  /** Interval of the rows. Default: detected from their spacing. */
  readonly interval?: Interval;
  /** Leave broken rows out and count them instead of stopping at the first. Default false. */
  readonly skipBadRows?: boolean;
  /** Most memory for decoded candles, over all symbols. Default 64 MiB, 0 keeps nothing. */
  readonly cacheBytes?: number;
  /** Where relative paths start. Default: the working directory. */
  readonly directory?: string;
  /** Named in errors and reports. */
  readonly name?: string;
}

/** @throws {InputError} `files/options`, `interval/unknown` */
export function checkOptions({ delimiter, cacheBytes = 0, interval }: FilesOptions): void {
  if (delimiter !== undefined && (delimiter === '' || /[\d.\r\n"]/.test(delimiter))) {
    throw new InputError('files/options', `delimiter ${JSON.stringify(delimiter)} cannot divide numbers. Use for example "," or ";".`);
  }
  if (!(cacheBytes >= 0)) throw new InputError('files/options', `cacheBytes must be 0 or more, not ${cacheBytes}.`);
  if (interval !== undefined) intervalMs(interval);
}
