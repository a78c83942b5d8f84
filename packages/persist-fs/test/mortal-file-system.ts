import { nodeFileSystem, type FileSystem, type HeldLock, type OpenFile } from '../src/index.ts';

/** The disk as one process sees it, and a way to end that process: calls under way come to their end, no other follows. */
export class MortalFileSystem {
  readonly fs: FileSystem;
  #dead = false;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #files = new Set<OpenFile>();
  readonly #locks = new Set<HeldLock>();

  constructor() {
    const { call } = this;
    this.fs = {
      open: async (path, how) => this.#mortal(await call(() => nodeFileSystem.open(path, how))),
      rename: (from, to) => call(() => nodeFileSystem.rename(from, to)),
      remove: (path) => call(() => nodeFileSystem.remove(path)),
      makeDirectory: (path) => call(() => nodeFileSystem.makeDirectory(path)),
      list: (path) => call(() => nodeFileSystem.list(path)),
      stat: (path) => call(() => nodeFileSystem.stat(path)),
      syncDirectory: (path) => call(() => nodeFileSystem.syncDirectory(path)),
      lock: async (path) => {
        const lock = await call(() => nodeFileSystem.lock(path));
        if (lock !== null) this.#locks.add(lock);
        return lock === null ? null : { release: () => call(() => this.#release(lock)) };
      },
    };
  }

  /** As `kill -9` does, the kernel closes the files and drops the locks. */
  async kill(): Promise<void> {
    this.#dead = true;
    await Promise.allSettled(this.#underWay);
    for (const file of this.#files) await file.close();
    for (const lock of [...this.#locks]) await this.#release(lock);
  }

  readonly call = async <T>(run: () => Promise<T>): Promise<T> => {
    if (this.#dead) throw new Error('the process is dead');
    const running = run();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  };

  #mortal(file: OpenFile): OpenFile {
    const { call } = this;
    this.#files.add(file);
    return {
      read: (into, position) => call(() => file.read(into, position)),
      write: (bytes, position) => call(() => file.write(bytes, position)),
      truncate: (lengthBytes) => call(() => file.truncate(lengthBytes)),
      size: () => call(() => file.size()),
      sync: () => call(() => file.sync()),
      close: () =>
        call(() => {
          this.#files.delete(file);
          return file.close();
        }),
    };
  }

  #release(lock: HeldLock): Promise<void> {
    this.#locks.delete(lock);
    return lock.release();
  }
}
