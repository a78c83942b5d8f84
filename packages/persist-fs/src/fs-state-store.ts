import { plainChange, StoreError, type Change, type StateStore, type Stored, type StoredEvent } from '@tradewright/core';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { storeFailure } from './failure.ts';
import type { FileSystem, HeldLock } from './file/file-system.ts';
import { nodeFileSystem } from './file/node-file-system.ts';
import { makeDirectories, refuseForeign } from './file/prepare-directory.ts';
import { becomeHolder } from './holder.ts';
import { readHistory } from './journal/history.ts';
import { recover } from './journal/recover.ts';
import { Writer } from './journal/writer.ts';
import type { FsStateStoreOptions } from './options.ts';
import { Projector } from './projection/projector.ts';
import { signalProjection } from './projection/signal-projection.ts';
import type { State } from './state.ts';
import { safely, type StoreWarning } from './warning.ts';

const SEGMENT_BYTES = 16_777_216;

/** What an open store holds. */
interface Parts {
  readonly fs: FileSystem;
  /** Of the journal. */
  readonly directory: string;
  readonly lock: HeldLock;
  readonly state: State;
  readonly writer: Writer;
  readonly projector: Projector | undefined;
  readonly warnings: readonly StoreWarning[];
}

/**
 * State in files. Truth is a journal in `journal/`: one checksummed line per commit, on the disk before the commit
 * resolves. Readable files beside it show what is open. One process at a time.
 */
export class FsStateStore implements StateStore {
  readonly name: string;
  readonly can = { shareAcrossProcesses: false } as const;
  /** What was found and dealt with when the store was opened. */
  readonly warnings: readonly StoreWarning[];
  readonly #parts: Parts;
  #closing: Promise<void> | undefined;

  private constructor(directory: string, parts: Parts) {
    this.name = `files(${directory})`;
    this.warnings = parts.warnings;
    this.#parts = parts;
  }

  /**
   * @throws {StoreError} `store/locked` while another process has it open; `store/corrupt`; `store/version` for files of
   *   a newer version; `store/denied`, `store/directory`, `store/full`, `store/lock`, `store/io` where the directory is
   *   not to be used
   */
  static async open(options: FsStateStoreOptions = {}): Promise<FsStateStore> {
    const directory = resolve(options.directory ?? './dump/data');
    try {
      return new FsStateStore(directory, await openParts(directory, options));
    } catch (cause) {
      throw storeFailure(directory, cause);
    }
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    this.#checkUsable();
    // Answered at once out of memory, it would starve the commits of whoever asks again and again until one has come.
    await setImmediate();
    return this.#parts.state.load(keys);
  }

  /**
   * @throws {StoreConflictError}
   * @throws {StoreError} `store/full`, to be tried again when there is room; `store/failed` once the disk has failed;
   *   `store/uncertain` for the change that was on its way then; and what the port says
   */
  async commit(change: Change): Promise<void> {
    this.#checkUsable();
    const plain = plainChange(change);
    if (change.fence !== undefined) throw new StoreError('store/fenced', `${this.name} gives out no leases, so ${change.fence.lease} is held by nobody. Only one process can have the store open anyway.`);
    if (plain.writes.length > 0) await this.#parts.writer.write(plain);
  }

  async *events(key: string, afterVersion: number): AsyncGenerator<StoredEvent> {
    this.#checkUsable();
    const { fs, directory, state, writer } = this.#parts;
    const entry = state.get(key);
    if (entry === undefined || entry.version <= afterVersion) return;
    const fromSegment = afterVersion >= entry.before ? state.segment : undefined;
    try {
      yield* readHistory(fs, directory, { key, afterVersion, fromSegment, end: writer.end, check: () => this.#checkUsable() });
    } catch (cause) {
      throw storeFailure(directory, cause);
    }
  }

  /** Resolves when the readable files show what has been committed. Nothing needs to wait for it. */
  async projected(): Promise<void> {
    await this.#parts.projector?.idle();
  }

  /** Commits under way are finished first. */
  close(): Promise<void> {
    this.#closing ??= closeParts(this.#parts);
    return this.#closing;
  }

  #checkUsable(): void {
    if (this.#closing !== undefined) throw new StoreError('store/closed', `${this.name} is closed.`);
    if (this.#parts.writer.failure !== undefined) throw this.#parts.writer.failure;
  }
}

async function openParts(root: string, options: FsStateStoreOptions): Promise<Parts> {
  const { fileSystem: fs = nodeFileSystem, onCorrupt = 'error', foreignOwner = 'refuse', segmentBytes = SEGMENT_BYTES, projection = signalProjection } = options;
  const directory = join(root, 'journal');
  for (const path of [root, directory]) {
    await makeDirectories(fs, path);
    if (foreignOwner === 'refuse') await refuseForeign(fs, path);
  }
  const warnings: StoreWarning[] = [];
  let isOpen = false;
  const warn = safely((warning) => {
    if (!isOpen) warnings.push(warning);
    options.onWarning?.(warning);
  });
  const lock = await becomeHolder(fs, directory, warn);
  try {
    const recovered = await recover({ fs, directory, onCorrupt, warn });
    const { state } = recovered;
    const projector = projection === null ? undefined : new Projector(fs, root, projection, state, warn);
    const writer = new Writer(recovered, { fs, directory, segmentBytes, warn, written: (keys) => projector?.changed(keys) });
    await projector?.rebuild();
    isOpen = true;
    return { fs, directory, lock, state, writer, projector, warnings };
  } catch (cause) {
    await lock.release();
    throw cause;
  }
}

async function closeParts({ writer, projector, lock, directory }: Parts): Promise<void> {
  const closed = await Promise.allSettled([writer.close().finally(() => projector?.idle())]);
  const released = await Promise.allSettled([lock.release()]);
  for (const result of [...closed, ...released]) if (result.status === 'rejected') throw storeFailure(directory, result.reason);
}
