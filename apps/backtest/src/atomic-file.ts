import { rmSync } from 'node:fs';
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, messageOf } from './failure.ts';
import { makeDirectory } from './make-directory.ts';

const BUFFER_CHARS = 65_536;

/**
 * A file that appears under its name only when it is complete, and then replaces what was there. Text is written as it
 * comes, in constant memory.
 */
export class AtomicFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #buffer = '';
  readonly #sweep = (): void => rmSync(this.#temporary, { force: true });

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    process.once('exit', this.#sweep);
  }

  /** Creates the directory and removes what a killed run of this file left there. @throws {Failure} */
  static async create(path: string): Promise<AtomicFile> {
    const directory = dirname(path);
    const temporary = join(directory, `.${basename(path)}.${process.pid}.tmp`);
    return told(path, async () => {
      await makeDirectory(directory);
      await sweepStale(directory, basename(path));
      return new AtomicFile(path, temporary, await open(temporary, 'w'));
    });
  }

  /** @returns a promise only where the buffer is full */
  write(text: string): Promise<void> | undefined {
    this.#buffer += text;
    return this.#buffer.length < BUFFER_CHARS ? undefined : told(this.path, () => this.#flush());
  }

  async commit(): Promise<void> {
    await told(this.path, async () => {
      await this.#flush();
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, this.path);
      process.off('exit', this.#sweep);
    });
  }

  async discard(): Promise<void> {
    process.off('exit', this.#sweep);
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true });
  }

  async #flush(): Promise<void> {
    const text = this.#buffer;
    this.#buffer = '';
    if (text !== '') await this.#handle.writeFile(text);
  }
}

/** Writes a whole file at once. @throws {Failure} */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const file = await AtomicFile.create(path);
  try {
    await file.write(text);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** The process that a left-over belongs to is gone. */
async function sweepStale(directory: string, name: string): Promise<void> {
  const prefix = `.${name}.`;
  for (const entry of await readdir(directory)) {
    const pid = entry.startsWith(prefix) && entry.endsWith('.tmp') ? Number(entry.slice(prefix.length, -4)) : Number.NaN;
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(directory, entry), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function told<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Failure(`${path} cannot be written: ${messageOf(error)}`, undefined, { cause: error });
  }
}
