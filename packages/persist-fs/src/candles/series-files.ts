import { intervalMs, type CandleColumns, type SeriesKey, type Span } from '@tradewright/core';
import { clipSpans } from '@tradewright/core/run';
import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { readFile } from '../file/read-all.ts';
import type { ChunkCache } from './chunk-cache.ts';
import { decodeChunk } from './chunk-file.ts';
import { copied, rowsWithin } from './rows.ts';
import { checkKey, readIndex, type Chunk, type SeriesIndex } from './series-index.ts';
import { overlap, without } from './spans.ts';

/** A question for less than this part of a file is one of many, as a rule. */
const SMALL_FRAC = 0.25;

/** The files of one series, to be read. Nobody is kept from writing meanwhile. */
export class SeriesFiles {
  readonly directory: string;
  readonly #fs: FileSystem;
  readonly #key: SeriesKey;
  readonly #cache: ChunkCache;

  constructor(fs: FileSystem, directory: string, key: SeriesKey, cache: ChunkCache) {
    this.#fs = fs;
    this.directory = directory;
    this.#key = key;
    this.#cache = cache;
  }

  /** What is kept now; an empty index for a series of which nothing is. */
  async index(): Promise<SeriesIndex> {
    const index = await readIndex(this.#fs, this.directory);
    if (index === undefined) return { key: this.#key, covered: [], chunks: [] };
    checkKey(this.directory, index, this.#key);
    return index;
  }

  /** The index without the files that somebody deleted, whose candles are to be fetched again, and all names there are. */
  async look(): Promise<{ readonly present: SeriesIndex; readonly names: ReadonlySet<string> }> {
    for (let index = await this.index(); ; ) {
      const names = new Set(((await unlessMissing(this.#fs.list(this.directory))) ?? []).map(({ name }) => name));
      const missing = index.chunks.filter(({ file }) => !names.has(file));
      if (missing.length === 0) return { present: index, names };
      // A fill replaces files: those that were missed may have given way to others since the index was read.
      const now = await this.index();
      if (missing.every(({ file }) => now.chunks.some((chunk) => chunk.file === file))) return { present: withoutChunks(now, missing), names };
      index = now;
    }
  }

  async covered(span: Span): Promise<readonly Span[]> {
    return clipSpans((await this.look()).present.covered, span);
  }

  /** Pages of a span, one a file. */
  async *pages({ fromMs, toMs }: Span): AsyncGenerator<CandleColumns> {
    let index = await this.index();
    for (let atMs = fromMs; ; ) {
      const span = { fromMs: atMs, toMs };
      const chunk = index.chunks.find((one) => overlap(one, span));
      if (chunk === undefined) return;
      const page = await this.#page(chunk, span);
      if (page === undefined) {
        index = await this.index();
        if (index.chunks.some(({ file }) => file === chunk.file)) atMs = chunk.toMs;
        continue;
      }
      if (page.length > 0) yield page;
      atMs = chunk.toMs;
    }
  }

  /** All of a file, which must not be changed. `undefined` where somebody deleted it. */
  async read({ file, length, sum }: Chunk): Promise<CandleColumns | undefined> {
    const path = join(this.directory, file);
    const bytes = await unlessMissing(readFile(this.#fs, path));
    return bytes === undefined ? undefined : decodeChunk(path, bytes, { stepMs: intervalMs(this.#key.interval), length, sum });
  }

  /** Whoever gets it may do with it what they want. */
  async #page(chunk: Chunk, span: Span): Promise<CandleColumns | undefined> {
    const path = join(this.directory, chunk.file);
    const held = this.#cache.get(path);
    if (held !== undefined) return copied(rowsWithin(held, span));
    const read = await this.read(chunk);
    if (read === undefined) return undefined;
    const page = rowsWithin(read, span);
    if (page.length > read.length * SMALL_FRAC) return page;
    this.#cache.put(path, read);
    return copied(page);
  }
}

function withoutChunks({ key, covered, chunks }: SeriesIndex, missing: readonly Chunk[]): SeriesIndex {
  const files = new Set(missing.map(({ file }) => file));
  return { key, covered: missing.reduce<readonly Span[]>(without, covered), chunks: chunks.filter(({ file }) => !files.has(file)) };
}
