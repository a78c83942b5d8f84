import { StoreError, type PlainChange } from '@tradewright/core';
import { Overlay, type State } from '../state.ts';
import type { Warn } from '../warning.ts';
import { isFull, unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { journalPath, listJournal, snapshotPath } from './names.ts';
import { encodeCommit } from './record.ts';
import type { Recovered } from './recover.ts';
import { AppendFailure, Segment } from './segment.ts';
import { writeSnapshot } from './snapshot.ts';

/** Commits that wait longer than this together take turns. */
const BATCH_BYTES = 8_388_608;

interface Waiting {
  readonly change: PlainChange;
  resolve(): void;
  reject(reason: unknown): void;
}

export interface WriterOptions {
  readonly fs: FileSystem;
  readonly directory: string;
  readonly segmentBytes: number;
  readonly warn: Warn;
  /** Told what became durable, before its commit resolves. */
  written(keys: readonly string[]): void;
}

/** Takes commits in order, and writes those that wait at the same time with one sync. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #state: State;
  #segment: Segment;
  #seq: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #failure: StoreError | undefined;
  #rollAtBytes: number;

  constructor({ state, segment, seq }: Recovered, options: WriterOptions) {
    this.#state = state;
    this.#segment = segment;
    this.#seq = seq;
    this.#options = options;
    this.#rollAtBytes = options.segmentBytes;
  }

  /** Why nothing can be written any more. */
  get failure(): StoreError | undefined {
    return this.#failure;
  }

  /** The segment that is being written, and how much of it is durable. */
  get end(): { readonly segment: number; readonly bytes: number } {
    return { segment: this.#segment.number, bytes: this.#segment.bytes };
  }

  /** @throws {StoreConflictError}, {StoreError} `store/full`, `store/failed`, `store/uncertain` */
  write(change: PlainChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more, and lets go of the file. */
  async close(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    await this.#segment.close();
  }

  async #run(): Promise<void> {
    // Commits of the same turn share a sync.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      if (this.#failure === undefined) await this.#writeBatch();
      else for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
      if (this.#failure === undefined && this.#segment.bytes >= this.#rollAtBytes) await this.#roll();
    }
    this.#running = undefined;
  }

  async #writeBatch(): Promise<void> {
    const { accepted, stale } = this.#takeBatch();
    try {
      if (accepted.length > 0) await this.#segment.append(Buffer.concat(accepted.map(({ line }) => line)));
    } catch (cause) {
      const error = this.#judge(cause);
      for (const { one } of [...accepted, ...stale]) one.reject(error);
      return;
    }
    this.#seq += accepted.length;
    for (const { one } of accepted) {
      this.#apply(one.change);
      one.resolve();
    }
    // Not before: what they lost to might not have come to be.
    for (const { one, conflict } of stale) one.reject(conflict);
  }

  /** Those that wait, in order, until they are enough for one sync. */
  #takeBatch(): { readonly accepted: readonly { readonly one: Waiting; readonly line: Buffer }[]; readonly stale: readonly { readonly one: Waiting; readonly conflict: Error }[] } {
    const overlay = new Overlay(this.#state);
    const accepted: { one: Waiting; line: Buffer }[] = [];
    const stale: { one: Waiting; conflict: Error }[] = [];
    for (let bytes = 0; bytes < BATCH_BYTES && this.#waiting.length > 0; ) {
      const one = this.#waiting.shift()!;
      try {
        const line = encodeCommit(this.#seq + accepted.length + 1, this.#segment.bytes, one.change);
        const conflict = overlay.accept(one.change);
        if (conflict !== undefined) stale.push({ one, conflict });
        else accepted.push({ one, line });
        bytes += line.length;
      } catch (cause) {
        one.reject(new StoreError('store/value', `A change of ${one.change.writes.length} keys is too large to be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
      }
    }
    return { accepted, stale };
  }

  #apply({ writes }: PlainChange): void {
    for (const { key, expected, json } of writes) this.#state.set(key, expected + 1, json);
    this.#options.written(writes.map(({ key }) => key));
  }

  /** What the commits on their way are told, and whether there can be others. */
  #judge(cause: unknown): StoreError {
    const outcome = cause instanceof AppendFailure ? cause.outcome : 'failed';
    const { path } = this.#segment;
    const options = { cause: cause instanceof AppendFailure ? cause.cause : cause };
    if (outcome === 'full') return new StoreError('store/full', `${path}: there is no room left, and nothing of this change was written. Free some; the store goes on.`, { ...options, retryable: true });
    this.#failure = new StoreError('store/failed', `${path}: the disk failed, so the store takes nothing more. Nothing that was confirmed is lost. See to the disk, then start again.`, options);
    if (outcome === 'failed') return this.#failure;
    return new StoreError('store/uncertain', `${path}: the disk failed while this change was on its way. Whether it was written shows when the store is opened again; this one takes nothing more.`, options);
  }

  /** Begins a new segment, and writes down the state it begins with. */
  async #roll(): Promise<void> {
    const { fs, directory, segmentBytes, warn } = this.#options;
    const before = this.#segment;
    const origin = { segment: before.number + 1, seq: this.#seq, previousBytes: before.bytes };
    try {
      this.#segment = await Segment.create(fs, directory, origin);
      this.#state.begin(origin.segment);
      await before.close();
      const snapshotBytes = await writeSnapshot(fs, snapshotPath(directory, origin.segment), origin, this.#state);
      await this.#removeOldSnapshots(origin.segment);
      this.#rollAtBytes = Math.max(segmentBytes, snapshotBytes);
    } catch (cause) {
      this.#rollAtBytes = this.#segment.bytes + segmentBytes;
      if (isFull(cause) && !(await this.#isAhead())) warn({ kind: 'snapshot', path: directory, message: `${directory}: there is no room for a snapshot; the journal goes on without one.`, cause });
      else this.#judge(cause);
    }
  }

  /** Whether the next segment has its name already: then no commit may go into this one. */
  async #isAhead(): Promise<boolean> {
    const { fs, directory } = this.#options;
    const next = await unlessMissing(fs.stat(journalPath(directory, this.#segment.number + 1))).catch(() => true);
    return next !== undefined;
  }

  /** The newest and the one before it stay. */
  async #removeOldSnapshots(newest: number): Promise<void> {
    const { snapshots } = await listJournal(this.#options.fs, this.#options.directory);
    const old = [...snapshots].filter((segment) => segment < newest).sort((a, b) => b - a).slice(1);
    for (const segment of old) await this.#options.fs.remove(snapshotPath(this.#options.directory, segment));
  }
}
