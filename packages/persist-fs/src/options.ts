import type { FileSystem } from './file/file-system.ts';
import type { OnCorrupt } from './journal/place.ts';
import type { Projection } from './projection/projection.ts';
import type { Warn } from './warning.ts';

export interface FsStateStoreOptions {
  /** Where the store and its readable files live; made where it is missing. Default `./dump/data`. */
  readonly directory?: string;
  /**
   * What a damaged file means. `error`: it is set aside and the store does not open. `last-good`: it is set aside, and
   * the store goes on with the state before the damage, with a warning. Default `error`.
   */
  readonly onCorrupt?: OnCorrupt;
  /** Which readable files show the state. Default `signalProjection`; `null` for none. */
  readonly projection?: Projection | null;
  /** Told what the store could deal with. What opening it found also stands in `warnings`. */
  readonly onWarning?: Warn;
  /** A segment of the journal that is longer is followed by a new one and a snapshot. Default 16 MiB. */
  readonly segmentBytes?: number;
  /**
   * Whether a directory may belong to another user although its mode gives this process no right to write there, which
   * only root can. Its owner could not use the files later. Default `refuse`.
   */
  readonly foreignOwner?: 'refuse' | 'allow';
  /** Default: the disk. */
  readonly fileSystem?: FileSystem;
}
