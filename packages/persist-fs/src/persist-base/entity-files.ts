import { StoreError } from '@tradewright/core';
import { dirname, join } from 'node:path';
import { storeFailure } from '../failure.ts';
import { errnoOf, unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { makeDirectories } from '../file/prepare-directory.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import type { StoreWarning } from '../warning.ts';
import { readMark, removeMark, setMark } from './entity-marks.ts';
import { nameOf, textOf } from './entity-name.ts';
import { readJson, type JsonFile } from './json-file.ts';
import { setAsideNumbered } from './set-aside-numbered.ts';
import { sweep, temporaryBeside } from './temporary.ts';
import { uncertainSync } from './uncertain-sync.ts';

const SUFFIX = '.json';
/** How often a file is written again whose temporary or directory somebody took away meanwhile. */
const WRITES = 3;
const NATURAL = new Intl.Collator('en', { numeric: true });

/** Whose files they are; asked anew each time, since a subclass may override it. */
export interface EntityOwner {
  readonly entityName: string;
  readonly _directory: string;
  _getFilePath(id: string): string;
  _onWarning(warning: StoreWarning): void;
}

/** The entities of one directory, a file each. */
export class EntityFiles {
  readonly #owner: EntityOwner;
  readonly #fs: FileSystem;
  readonly #syncing: FileSystem;
  /** The last write of each path that is on its way. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** By path: why there is nothing where there was something. */
  readonly #lost = new Map<string, StoreError>();
  /** Directories that are there for good. */
  readonly #ensured = new Set<string>();
  #ready: Promise<void> | undefined;

  constructor(owner: EntityOwner, fs: FileSystem) {
    this.#owner = owner;
    this.#fs = fs;
    this.#syncing = uncertainSync(fs);
  }

  /** Makes the directory, sweeps it and reads every entity. Once, unless it fails. */
  ready(): Promise<void> {
    this.#ready ??= this.#prepare().catch((cause: unknown) => {
      this.#ready = undefined;
      throw cause;
    });
    return this.#ready;
  }

  /** @throws {StoreError} `store/not-found`, `store/corrupt` and what the system fails with */
  async read(id: string): Promise<unknown> {
    const path = this.#owner._getFilePath(id);
    const content = await this.#contentOf(id, path);
    return 'value' in content ? content.value : this.#inTurn(path, () => this.#readAgain(id, path));
  }

  async has(id: string): Promise<boolean> {
    const path = this.#owner._getFilePath(id);
    const found = await this.#told(`${this.#named(id)} cannot be looked for`, path, () => unlessMissing(this.#fs.stat(path)));
    return found !== undefined && !found.isDirectory;
  }

  /** Writes of one entity land in the order of their calls. */
  write(id: string, json: string): Promise<void> {
    const path = this.#owner._getFilePath(id);
    return this.#inTurn(path, async () => {
      await this.#told(`${this.#named(id)} cannot be written`, path, () => this.#land(id, path, Buffer.from(`${json}\n`)));
      this.#lost.delete(path);
    });
  }

  async remove(id: string): Promise<void> {
    const path = this.#owner._getFilePath(id);
    await this.#inTurn(path, async () => {
      if (!(await this.#unlinked(id, path)) && !this.#lost.delete(path)) throw this.#missing(id);
      await this.#told(`${this.#named(id)} is removed`, path, () => this.#syncing.syncDirectory(dirname(path)));
    });
  }

  async removeAll(): Promise<void> {
    const directories = new Set([this.#owner._directory]);
    for (const id of await this.ids()) {
      const path = this.#owner._getFilePath(id);
      await this.#inTurn(path, () => this.#unlinked(id, path));
      directories.add(dirname(path));
    }
    this.#lost.clear();
    for (const directory of directories) await this.#told('All entities are removed', directory, () => unlessMissing(this.#syncing.syncDirectory(directory)));
  }

  /** In natural order: 2 before 10. */
  async ids(): Promise<string[]> {
    const { _directory: directory } = this.#owner;
    const entries = (await this.#told('The entities cannot be listed', directory, () => unlessMissing(this.#fs.list(directory)))) ?? [];
    const ids: string[] = [];
    for (const { name, isDirectory } of entries) {
      if (isDirectory) continue;
      const plain = name.endsWith(SUFFIX) ? textOf(name.slice(0, -SUFFIX.length)) : undefined;
      const marked = plain === undefined ? await readMark(this.#fs, directory, name) : undefined;
      if (plain !== undefined && this.#isPlain(plain)) ids.push(plain);
      else if (marked !== undefined && !this.#isPlain(marked) && (await this.has(marked))) ids.push(marked);
    }
    return ids.sort((a, b) => NATURAL.compare(a, b) || (a < b ? -1 : 1));
  }

  /** Whether the id can be told from the name of its file. */
  #isPlain(id: string): boolean {
    const name = nameOf(id);
    return textOf(name) === id && this.#owner._getFilePath(id) === join(this.#owner._directory, `${name}${SUFFIX}`);
  }

  async #prepare(): Promise<void> {
    const { _directory: directory } = this.#owner;
    await this.#told('The directory of entities cannot be used', directory, async () => {
      await this.#ensure(directory);
      await sweep(this.#fs, directory);
    });
    const ids = await this.ids();
    const elsewhere = new Set(ids.map((id) => dirname(this.#owner._getFilePath(id))).filter((path) => path !== directory));
    for (const path of elsewhere) await this.#told('The directory of entities cannot be swept', path, () => sweep(this.#fs, path));
    for (const id of ids) {
      await this.read(id).catch((cause: unknown) => {
        if (!(cause instanceof StoreError) || (cause.code !== 'store/corrupt' && cause.code !== 'store/not-found')) throw cause;
      });
    }
  }

  async #land(id: string, path: string, bytes: Uint8Array): Promise<void> {
    const { _directory: directory } = this.#owner;
    for (let left = WRITES - 1; ; left--) {
      try {
        await this.#ensure(dirname(path));
        if (!this.#isPlain(id)) {
          await this.#ensure(directory);
          await setMark(this.#fs, directory, id);
        }
        await writeAtomically(this.#syncing, path, [bytes], { temporary: temporaryBeside(path) });
        return;
      } catch (cause) {
        if (errnoOf(cause) !== 'ENOENT' || left === 0) throw cause;
        this.#ensured.clear();
      }
    }
  }

  /** Also makes the name of a directory durable that somebody else made: they may have crashed before they did. */
  async #ensure(directory: string): Promise<void> {
    if (this.#ensured.has(directory)) return;
    await makeDirectories(this.#fs, directory);
    this.#ensured.add(directory);
  }

  async #contentOf(id: string, path: string): Promise<JsonFile> {
    const content = await this.#told(`${this.#named(id)} cannot be read`, path, () => readJson(this.#fs, path));
    if (content === undefined) throw this.#lost.get(path) ?? this.#missing(id);
    return content;
  }

  /** Nobody writes it now: what is no JSON is damaged, and leaves. */
  async #readAgain(id: string, path: string): Promise<unknown> {
    const content = await this.#contentOf(id, path);
    if ('value' in content) return content.value;
    const aside = await this.#told(`${this.#named(id)} is damaged and cannot be set aside`, path, () => setAsideNumbered(this.#fs, path));
    if (aside === undefined) throw this.#missing(id);
    const message = `${this.#named(id)} not found: its file was no JSON and is kept as ${aside}. Mend it and put it back, or write the entity anew.`;
    const lost = new StoreError('store/corrupt', message, { cause: content.fault });
    this.#lost.set(path, lost);
    this.#owner._onWarning({ kind: 'corrupt', path: aside, message, cause: content.fault });
    throw lost;
  }

  async #unlinked(id: string, path: string): Promise<boolean> {
    return this.#told(`${this.#named(id)} cannot be removed`, path, async () => {
      const removed = await unlessMissing(this.#fs.remove(path).then(() => true));
      // A mark that outlives its entity names nobody.
      if (!this.#isPlain(id)) await removeMark(this.#fs, this.#owner._directory, id).catch(() => {});
      return removed === true;
    });
  }

  /** Runs after everything that was asked of this path before, whatever became of it. */
  async #inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(path) ?? Promise.resolve()).then(work, work);
    this.#turns.set(path, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(path) === turn) this.#turns.delete(path);
    }
  }

  #named(id: string): string {
    return `Entity ${this.#owner.entityName}:${id}`;
  }

  #missing(id: string): StoreError {
    return new StoreError('store/not-found', `${this.#named(id)} not found`);
  }

  async #told<T>(what: string, path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const { code, message, retryable } = storeFailure(path, cause);
      throw new StoreError(code as StoreError['code'], `${what}: ${message}`, { cause, retryable });
    }
  }
}
