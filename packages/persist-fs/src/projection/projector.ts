import { dirname, join } from 'node:path';
import { errnoOf, unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import type { State } from '../state.ts';
import type { Warn } from '../warning.ts';
import { NameBook } from './name-book.ts';
import type { Projection } from './projection.ts';
import { readText, removeStale, temporaryFor } from './stale-files.ts';
import { textOf } from './text.ts';

/**
 * Keeps the readable files as the state is, behind the commits: they never wait for it, and none fails because of it.
 * Their names are not synced, since they are made anew from the state whenever the store is opened; their content is, so
 * that a file is either whole or not there.
 */
export class Projector {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #projection: Projection;
  readonly #state: State;
  readonly #warn: Warn;
  readonly #names = new NameBook();
  /** What the files show; `null` for those that are not there. */
  readonly #shown = new Map<string, string | null>();
  readonly #changed = new Set<string>();
  #running: Promise<void> | undefined;

  constructor(fs: FileSystem, directory: string, projection: Projection, state: State, warn: Warn) {
    this.#fs = fs;
    this.#directory = directory;
    this.#projection = projection;
    this.#state = state;
    this.#warn = warn;
  }

  /** Makes all files show the state, and removes those that show something else. */
  async rebuild(): Promise<void> {
    const wanted = new Map<string, string | null>();
    for (const [key] of this.#state) for (const [path, text] of this.#claim(key)) wanted.set(path, text);
    try {
      await removeStale(this.#fs, this.#directory, this.#projection.folders, (path) => (wanted.get(path) ?? null) !== null);
    } catch (cause) {
      this.#fail(this.#directory, cause);
    }
    for (const [path, text] of wanted) {
      if (text !== null && text === (await readText(this.#fs, join(this.#directory, path)))) this.#shown.set(path, text);
      else await this.#show(path, text);
    }
  }

  /** Says which keys a commit wrote. */
  changed(keys: Iterable<string>): void {
    for (const key of keys) this.#changed.add(key);
    this.#running ??= this.#catchUp();
  }

  /** Resolves when the files show what was said to have changed. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #catchUp(): Promise<void> {
    // Keys of the same turn are looked at once.
    await Promise.resolve();
    for (const key of this.#changed) {
      this.#changed.delete(key);
      for (const [path, text] of this.#claim(key)) await this.#show(path, text);
    }
    this.#running = undefined;
  }

  #claim(key: string): ReadonlyMap<string, string | null> {
    const { json = null, order = 0 } = this.#state.get(key) ?? {};
    try {
      const wanted = json === null ? [] : this.#projection.project(key, JSON.parse(json));
      return this.#names.put(key, order, wanted, (one) => textOf(key, one.value));
    } catch (cause) {
      this.#fail(key, cause);
      return new Map();
    }
  }

  async #show(path: string, text: string | null): Promise<void> {
    if (this.#shown.get(path) === text) return;
    // Unknown until it is done: a failed one is tried again when the key changes next.
    this.#shown.delete(path);
    const full = join(this.#directory, path);
    try {
      if (text === null) await unlessMissing(this.#fs.remove(full));
      else await this.#write(full, text);
      this.#shown.set(path, text);
    } catch (cause) {
      this.#fail(full, cause);
    }
  }

  async #write(path: string, text: string): Promise<void> {
    const write = (): Promise<number> => writeAtomically(this.#fs, path, [Buffer.from(text)], { temporary: temporaryFor(path), durableName: false });
    await write().catch(async (cause: unknown) => {
      if (errnoOf(cause) !== 'ENOENT') throw cause;
      await this.#makeFolder(dirname(path));
      await write();
    });
  }

  async #makeFolder(path: string): Promise<void> {
    if (path !== this.#directory && (await unlessMissing(this.#fs.stat(path))) === undefined) {
      await this.#makeFolder(dirname(path));
      await this.#fs.makeDirectory(path);
    }
  }

  #fail(path: string, cause: unknown): void {
    this.#warn({ kind: 'projection', path, message: `${path}: the readable file does not show the state (${cause instanceof Error ? cause.message : String(cause)}). It will when the key changes next or the store is opened again.`, cause });
  }
}
