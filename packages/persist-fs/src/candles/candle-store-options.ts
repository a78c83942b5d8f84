import type { Clock, DurationMs } from '@tradewright/core';
import type { FileSystem } from '../file/file-system.ts';
import type { Warn } from '../warning.ts';

export interface FsCandleStoreOptions {
  /** Where the candles live; made where it is missing. Default `./dump/candles`. */
  readonly directory?: string;
  /** How long a fill waits while another process writes the same series. Default 30 s. */
  readonly lockWaitMs?: DurationMs;
  /** What that waiting goes by. Default: the time of the system. */
  readonly clock?: Pick<Clock, 'elapsedMs' | 'sleep'>;
  /** How much of the files that small questions read stays in memory. Default 16 MiB. */
  readonly cacheBytes?: number;
  /** Told what the store could deal with. */
  readonly onWarning?: Warn;
  /**
   * Whether a directory may belong to another user although its mode gives this process no right to write there, which
   * only root can. Its owner could not use the files later. Default `refuse`.
   */
  readonly foreignOwner?: 'refuse' | 'allow';
  /** Default: the disk. */
  readonly fileSystem?: FileSystem;
}
