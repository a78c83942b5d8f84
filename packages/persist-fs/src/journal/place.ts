import type { FileSystem } from '../file/file-system.ts';
import type { Warn } from '../warning.ts';

/** What a damaged file means: the store does not open, or goes on with the state before the damage. */
export type OnCorrupt = 'error' | 'last-good';

export interface Place {
  readonly fs: FileSystem;
  /** Of the journal. */
  readonly directory: string;
  readonly onCorrupt: OnCorrupt;
  readonly warn: Warn;
}
