import { instrument, StoreError, type CancelSignal, type CandleColumns, type CandleStore, type Filled, type Instrument, type SeriesKey, type Span } from '@tradewright/core';
import { checkFill, checkKey, checkKeyText } from '@tradewright/core/run';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { storeFailure } from '../failure.ts';
import { errnoOf } from '../file/errno.ts';
import type { FileSystem, HeldLock } from '../file/file-system.ts';
import { nodeFileSystem } from '../file/node-file-system.ts';
import { makeDirectories, refuseForeign } from '../file/prepare-directory.ts';
import { safely } from '../warning.ts';
import type { FsCandleStoreOptions } from './candle-store-options.ts';
import { ChunkCache } from './chunk-cache.ts';
import { hashOf } from './content-hash.ts';
import { readInstruments, writeInstrument } from './instruments.ts';
import { listSeries } from './list-series.ts';
import { copied } from './rows.ts';
import { SeriesFiles } from './series-files.ts';
import { lockWhenFree, type LockWait } from './series-lock.ts';
import { exchangeName, seriesPath } from './series-name.ts';
import { Turns } from './turns.ts';
import { writeFill } from './write-fill.ts';

const CACHE_BYTES = 16_777_216;
const LOCK_WAIT_MS = 30_000;

/** Rests by the time of the system. */
const REAL: LockWait['clock'] = {
  elapsedMs: () => performance.now(),
  sleep: (durationMs) => setTimeout(durationMs),
};

/** Candles in files, a month or a year of a series in each, by `LAYOUT.md`. Several processes may use a directory at once. */
export class FsCandleStore implements CandleStore {
  readonly name: string;
  readonly #directory: string;
  readonly #fs: FileSystem;
  readonly #wait: LockWait;
  readonly #cache: ChunkCache;
  readonly #turns = new Turns();
  readonly #made = new Set<string>();
  #isClosed = false;

  private constructor(directory: string, options: FsCandleStoreOptions) {
    this.name = `files(${directory})`;
    this.#directory = directory;
    this.#fs = options.fileSystem ?? nodeFileSystem;
    this.#cache = new ChunkCache(options.cacheBytes ?? CACHE_BYTES);
    this.#wait = { clock: options.clock ?? REAL, mostMs: options.lockWaitMs ?? LOCK_WAIT_MS, warn: safely((warning) => options.onWarning?.(warning)) };
  }

  /** @throws {StoreError} `store/denied`, `store/directory`, `store/full`, `store/io` where the directory is not to be used */
  static async open(options: FsCandleStoreOptions = {}): Promise<FsCandleStore> {
    const directory = resolve(options.directory ?? './dump/candles');
    const { fileSystem: fs = nodeFileSystem, foreignOwner = 'refuse' } = options;
    return told(directory, async () => {
      await makeDirectories(fs, directory);
      if (foreignOwner === 'refuse') await refuseForeign(fs, directory);
      return new FsCandleStore(directory, options);
    });
  }

  async series(): Promise<readonly SeriesKey[]> {
    this.#checkOpen();
    return told(this.#directory, () => listSeries(this.#fs, this.#directory));
  }

  async covered(key: SeriesKey, within: Span): Promise<readonly Span[]> {
    const files = this.#files(key);
    return told(files.directory, () => files.covered(within));
  }

  async *candles(key: SeriesKey, span: Span, cancel?: CancelSignal): AsyncGenerator<CandleColumns> {
    const files = this.#files(key);
    try {
      for await (const page of files.pages(span)) {
        if (cancel?.aborted === true) return;
        yield page;
        this.#checkOpen();
      }
    } catch (cause) {
      throw storeFailure(files.directory, cause);
    }
  }

  async fill(key: SeriesKey, span: Span, candles: CandleColumns): Promise<Filled> {
    const files = this.#files(key);
    checkFill(key, span, candles);
    // Whoever fills may use the page for the next one while this one waits for its turn.
    const kept = copied(candles);
    return this.#alone(files.directory, () => writeFill(this.#fs, files, span, kept));
  }

  async contentHash(key: SeriesKey, span: Span): Promise<string> {
    return hashOf(this.candles(key, span));
  }

  async instrument(exchange: string, symbol: string): Promise<Instrument | undefined> {
    const directory = this.#exchange(exchange, symbol);
    return told(directory, async () => (await readInstruments(this.#fs, directory)).find((one) => one.symbol === symbol));
  }

  async keepInstrument(exchange: string, { symbol, ...limits }: Instrument): Promise<void> {
    const directory = this.#exchange(exchange, symbol);
    const kept = instrument(symbol, limits);
    await this.#alone(directory, () => writeInstrument(this.#fs, directory, exchange, kept));
  }

  /** Fills under way are finished first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turns.idle();
  }

  #files(key: SeriesKey): SeriesFiles {
    this.#checkOpen();
    checkKey(key);
    const { exchange, symbol, interval } = key;
    return new SeriesFiles(this.#fs, join(this.#directory, seriesPath(key)), { exchange, symbol, interval }, this.#cache);
  }

  #exchange(exchange: string, symbol: string): string {
    this.#checkOpen();
    checkKeyText('exchange', exchange);
    checkKeyText('symbol', symbol);
    return join(this.#directory, exchangeName(exchange));
  }

  /** Does something with a directory that nobody else writes to meanwhile, in this process or another. */
  #alone<T>(directory: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(directory, () =>
      told(directory, async () => {
        const lock = await this.#lock(directory);
        try {
          return await work();
        } finally {
          await this.#release(directory, lock);
        }
      }),
    );
  }

  /** Directories are made once, and again when somebody deleted them. */
  async #lock(directory: string): Promise<HeldLock> {
    const wasMade = this.#made.has(directory);
    if (!wasMade) await makeDirectories(this.#fs, directory);
    this.#made.add(directory);
    try {
      return await lockWhenFree(this.#fs, directory, this.#wait);
    } catch (cause) {
      this.#made.delete(directory);
      if (errnoOf(cause) !== 'ENOENT' || !wasMade) throw cause;
      return this.#lock(directory);
    }
  }

  /** What was written stays written: the caller is not told of this. */
  async #release(directory: string, lock: HeldLock): Promise<void> {
    try {
      await lock.release();
    } catch (cause) {
      this.#wait.warn({ kind: 'holder', path: directory, message: `${directory} could not be unlocked. Nobody may be able to write there until this process ends.`, cause });
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StoreError('store/closed', `${this.name} is closed.`);
  }
}

async function told<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw storeFailure(directory, cause);
  }
}
