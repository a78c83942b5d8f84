import { lstatSync, renameSync, rmSync, statSync, type Stats } from 'node:fs';
import { open, readdir, realpath, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, messageOf } from '../failure.ts';
import { makeDirectory } from './make-directory.ts';

const BUFFER_CHARS = 65_536;

/**
 * A file that appears under its name only when it is complete, and then replaces what was there (see `publish`). Text and
 * bytes are written as they come, in constant memory.
 */
export class AtomicFile {
  readonly path: string;
  readonly #temporary: string;
  /** Where what was there before lies while files are exchanged. */
  readonly #old: string;
  readonly #handle: FileHandle;
  #buffer = '';
  readonly #sweep = (): void => rmSync(this.#temporary, { force: true });

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#old = temporary.replace(/tmp$/, 'old.tmp');
    this.#handle = handle;
    process.once('exit', this.#sweep);
  }

  /**
   * Creates the directory and removes what a killed run of this file left there. A link stays one: the file it leads to is
   * replaced. What is no file, such as a device, is never touched.
   *
   * @throws {Failure}
   */
  static async create(given: string): Promise<AtomicFile> {
    return told(given, async () => {
      const there = statSync(given, { throwIfNoEntry: false });
      if (there !== undefined) refuseOther(given, there);
      const path = there !== undefined && lstatSync(given).isSymbolicLink() ? await realpath(given) : given;
      const directory = dirname(path);
      const temporary = join(directory, `.${basename(path)}.${process.pid}.tmp`);
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

  /** Behind the text so far. The bytes can be changed once it resolves. */
  writeBytes(bytes: Uint8Array): Promise<void> {
    return told(this.path, async () => {
      await this.#flush();
      await this.#handle.writeFile(bytes);
    });
  }

  /** Everything is on the disk, though not under its name. Nothing can be written any more. */
  async seal(): Promise<void> {
    await told(this.path, async () => {
      await this.#flush();
      await this.#handle.sync();
      await this.#handle.close();
    });
  }

  /** Moves what lies under the name out of the way. @returns what moves it back */
  setAside(): () => void {
    const found = toldNow(this.path, () => lstatSync(this.path, { throwIfNoEntry: false }));
    if (found === undefined) return () => undefined;
    // A link here leads nowhere.
    if (!found.isSymbolicLink()) refuseOther(this.path, found);
    toldNow(this.path, () => renameSync(this.path, this.#old));
    return () => toldNow(this.path, () => renameSync(this.#old, this.path));
  }

  /** Gives the sealed file its name. @returns what takes the name away again */
  place(): () => void {
    toldNow(this.path, () => renameSync(this.#temporary, this.path));
    return () => toldNow(this.path, () => renameSync(this.path, this.#temporary));
  }

  /** What was set aside is not needed any more. */
  settle(): void {
    process.off('exit', this.#sweep);
    rmSync(this.#old, { force: true });
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

/** The process that a left-over belongs to is gone. */
async function sweepStale(directory: string, name: string): Promise<void> {
  const prefix = `.${name}.`;
  for (const entry of await readdir(directory)) {
    const pid = entry.startsWith(prefix) ? /^(\d+)(?:\.old)?\.tmp$/.exec(entry.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(directory, entry), { force: true });
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
    throw notWritten(path, error);
  }
}

function toldNow<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** Renaming a file over a device, a pipe or a socket would take it away from everybody. */
function refuseOther(path: string, found: Stats): void {
  if (!found.isFile()) throw new Failure(`${path} cannot be written: it is ${found.isDirectory() ? 'a directory' : 'no file but a device, a pipe or a socket'}`);
}

function notWritten(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(`${path} cannot be written: ${messageOf(error)}`, undefined, { cause: error });
}
