import type { CandleColumns } from '@tradewright/core';

const ROW_BYTES = 48;

/** The files read last, for who asks for a few candles again and again. Nothing of it is handed out, only copies. */
export class ChunkCache {
  readonly #mostBytes: number;
  /** Oldest use first. A name never gets another content, so nothing here goes stale. */
  readonly #held = new Map<string, CandleColumns>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(path: string): CandleColumns | undefined {
    const found = this.#held.get(path);
    if (found === undefined) return undefined;
    this.#held.delete(path);
    this.#held.set(path, found);
    return found;
  }

  put(path: string, candles: CandleColumns): void {
    const bytes = candles.length * ROW_BYTES;
    if (bytes > this.#mostBytes || this.#held.has(path)) return;
    this.#held.set(path, candles);
    this.#bytes += bytes;
    for (const [oldest, { length }] of this.#held) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#held.delete(oldest);
      this.#bytes -= length * ROW_BYTES;
    }
  }
}
