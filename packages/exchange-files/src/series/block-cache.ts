import type { CandleColumns } from '@tradewright/core';
import type { CandleFile } from '../file/candle-file.ts';

/** Six columns of eight bytes. */
export const CANDLE_BYTES = 48;

/** Decoded blocks of any files, the ones used longest ago leaving first when the room is used up. */
export class BlockCache {
  readonly limitBytes: number;
  sizeBytes = 0;
  readonly #blocks = new Map<string, CandleColumns>();

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get(file: CandleFile, ordinal: number): CandleColumns | undefined {
    const key = keyOf(file, ordinal);
    const found = this.#blocks.get(key);
    if (found !== undefined) {
      this.#blocks.delete(key);
      this.#blocks.set(key, found);
    }
    return found;
  }

  /** Whether a block fits without another having to leave. */
  hasRoom(columns: CandleColumns): boolean {
    return this.sizeBytes + columns.length * CANDLE_BYTES <= this.limitBytes;
  }

  /** Keeps a block; its arrays must be its own. */
  put(file: CandleFile, ordinal: number, columns: CandleColumns): void {
    this.#drop(keyOf(file, ordinal));
    this.#blocks.set(keyOf(file, ordinal), columns);
    this.sizeBytes += columns.length * CANDLE_BYTES;
    for (const key of this.#blocks.keys()) {
      if (this.sizeBytes <= this.limitBytes) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const found = this.#blocks.get(key);
    if (found === undefined) return;
    this.#blocks.delete(key);
    this.sizeBytes -= found.length * CANDLE_BYTES;
  }
}

const keyOf = (file: CandleFile, ordinal: number): string => `${ordinal}:${file.path}`;
