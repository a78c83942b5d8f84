import type { StateStore } from '@tradewright/core';
import { FsStateStore } from '@tradewright/persist-fs';
import { LazyStore } from './lazy-store.ts';
import type { LoggerSwitch } from './logger.ts';

/** Where live runs keep their state: in what the user brought, else in files. */
export class LiveStores {
  readonly #given: StateStore | undefined;
  readonly #files: LazyStore;

  constructor(given: StateStore | undefined, logger: LoggerSwitch) {
    this.#given = given;
    this.#files = new LazyStore('files(./dump/data)', () => FsStateStore.open({ onWarning: ({ message }) => logger.warn('state store', message) }));
  }

  /** For a run that begins now. */
  now(): StateStore {
    return this.#given ?? this.#files;
  }

  /** Lets go of what nobody uses for now. A store that was brought is its owner's to close. */
  rest(): Promise<void> {
    return this.#files.close();
  }
}
