import { nodeFileSystem, type FileSystem, type OpenFile } from '../index.ts';

export type Fault = 'fails' | 'crash before' | 'crash after';

/** The disk, of which one call fails, or is the last one before or after which the process dies. */
export class FailingCalls {
  /** What was called so far, in order. */
  readonly log: string[] = [];
  readonly fs: FileSystem;
  readonly #failAt: number;
  readonly #fault: Fault;

  /** @param failAt - the number of the call, from 0 */
  constructor(failAt: number = Infinity, fault: Fault = 'fails') {
    this.#failAt = failAt;
    this.#fault = fault;
    const { open, rename, remove, makeDirectory, list, stat, syncDirectory, lock } = nodeFileSystem;
    this.fs = {
      open: async (path, how) => {
        let opened: OpenFile | undefined;
        const file = await this.#call(`open ${how}`, async () => (opened = await open(path, how))).catch(async (cause: unknown) => {
          await opened?.close();
          throw cause;
        });
        return {
          read: (into, position) => this.#call('read', () => file.read(into, position)),
          write: (bytes, position) => this.#call('write', () => file.write(bytes, position)),
          truncate: (lengthBytes) => this.#call('truncate', () => file.truncate(lengthBytes)),
          size: () => this.#call('size', () => file.size()),
          sync: () => this.#call('sync', () => file.sync()),
          // A dead process has no open files either.
          close: async () => {
            await file.close();
            await this.#call('close', async () => {});
          },
        };
      },
      rename: (from, to) => this.#call('rename', () => rename(from, to)),
      remove: (path) => this.#call('remove', () => remove(path)),
      makeDirectory: (path) => this.#call('makeDirectory', () => makeDirectory(path)),
      list: (path) => this.#call('list', () => list(path)),
      stat: (path) => this.#call('stat', () => stat(path)),
      syncDirectory: (path) => this.#call('syncDirectory', () => syncDirectory(path)),
      lock: (path) => this.#call('lock', () => lock(path)),
    };
  }

  async #call<T>(what: string, run: () => Promise<T>): Promise<T> {
    const number = this.log.length;
    this.log.push(what);
    const fails = number === this.#failAt || (this.#fault !== 'fails' && number > this.#failAt);
    if (!fails) return run();
    if (this.#fault === 'crash after' && number === this.#failAt) await run();
    throw Object.assign(new Error(`EIO: ${what}`), { code: 'EIO' });
  }
}
