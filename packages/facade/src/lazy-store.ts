import type { Change, StateStore, Stored, StoredEvent } from '@tradewright/core';

/** A store that is opened when it is first needed, let go of when it is closed, and opened again when it is needed again. */
export class LazyStore implements StateStore {
  readonly name: string;
  readonly can = { shareAcrossProcesses: false } as const;
  readonly #open: () => Promise<StateStore>;
  #opened: Promise<StateStore> | null = null;
  #closing: Promise<void> = Promise.resolve();

  constructor(name: string, open: () => Promise<StateStore>) {
    this.name = name;
    this.#open = open;
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    return (await this.#store()).load(keys);
  }

  async commit(change: Change): Promise<void> {
    await (await this.#store()).commit(change);
  }

  async *events(key: string, afterVersion: number): AsyncGenerator<StoredEvent> {
    yield* (await this.#store()).events(key, afterVersion);
  }

  close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened === null) return this.#closing;
    // What could not be opened need not be closed, and what could not be closed keeps nothing from being opened again.
    const close = (): Promise<void> => opened.then((store) => store.close(), () => undefined);
    this.#closing = this.#closing.then(close, close);
    return this.#closing;
  }

  #store(): Promise<StateStore> {
    if (this.#opened !== null) return this.#opened;
    const opened = this.#closing.then(this.#open, this.#open);
    this.#opened = opened;
    opened.catch(() => {
      if (this.#opened === opened) this.#opened = null;
    });
    return opened;
  }
}
