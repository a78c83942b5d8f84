import { dirname } from 'node:path';
import { isFull } from '../file/errno.ts';
import type { FileSystem, OpenFile } from '../file/file-system.ts';
import { readAll, readFile } from '../file/read-all.ts';
import { writeAll } from '../file/write-all.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import { NEWLINE } from './line.ts';
import { journalPath } from './names.ts';
import { encodeHead } from './record.ts';
import type { Replayed } from './replay.ts';
import type { Origin } from './snapshot.ts';

/**
 * Bytes that could not be made durable. `full`: there is no room, and they are gone again; `failed`: gone again, but the
 * disk is not to be trusted; `uncertain`: nobody can tell what the disk will show after a restart.
 */
export class AppendFailure extends Error {
  readonly outcome: 'full' | 'failed' | 'uncertain';

  constructor(outcome: AppendFailure['outcome'], cause: unknown) {
    super(`append ${outcome}`, { cause });
    this.outcome = outcome;
  }
}

/** The segment of the journal that is being written. */
export class Segment {
  readonly number: number;
  readonly path: string;
  readonly #file: OpenFile;
  #bytes: number;

  private constructor(number: number, path: string, file: OpenFile, bytes: number) {
    this.number = number;
    this.path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** A new one. Its head is durable when it resolves. */
  static async create(fs: FileSystem, directory: string, origin: Origin): Promise<Segment> {
    const path = journalPath(directory, origin.segment);
    const bytes = await writeAtomically(fs, path, [encodeHead(origin)]);
    return new Segment(origin.segment, path, await fs.open(path, 'update'), bytes);
  }

  /** One that was read. What was read is durable when it resolves, and what a crash left behind it is gone; a newline that was missing is there. */
  static async resume(fs: FileSystem, directory: string, number: number, { bytes, lastSyncBytes, lacksNewline, tornBytes }: Replayed): Promise<Segment> {
    const path = journalPath(directory, number);
    // In a copy: a power cut could let the file grow and leave a zero where the newline should be.
    if (lacksNewline) await writeAtomically(fs, path, [await readFile(fs, path, bytes - 1), Buffer.of(NEWLINE)]);
    const file = await fs.open(path, 'update');
    try {
      if (tornBytes > 0) await file.truncate(bytes);
      // After a failed sync the system may show bytes that it takes for written although the disk never got them, and
      // would not write them at the next sync either, unless they are written once more.
      await writeAll(file, await readAll(file, lastSyncBytes, bytes), lastSyncBytes);
      await file.sync();
      await fs.syncDirectory(dirname(path));
    } catch (cause) {
      await file.close();
      throw cause;
    }
    return new Segment(number, path, file, bytes);
  }

  /** Length of what is durable. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws {AppendFailure} */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      await writeAll(this.#file, bytes, this.#bytes);
    } catch (cause) {
      throw new AppendFailure(await this.#takeBack(isFull(cause) ? 'full' : 'failed'), cause);
    }
    try {
      await this.#file.sync();
    } catch (cause) {
      // A second sync may say yes although the bytes are lost, so there is none.
      throw new AppendFailure('uncertain', cause);
    }
    this.#bytes += bytes.length;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Cuts off what was written of an append. Synced, or a crash could still bring whole records of it back. */
  async #takeBack(outcome: 'full' | 'failed'): Promise<AppendFailure['outcome']> {
    try {
      await this.#file.truncate(this.#bytes);
      await this.#file.sync();
      return outcome;
    } catch {
      return 'uncertain';
    }
  }
}
