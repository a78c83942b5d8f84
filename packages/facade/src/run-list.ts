import { randomUUID } from 'node:crypto';
import type { IBacktestContext, ILiveContext } from './types.ts';

/** `ready` until its first result is asked for, `pending` until it has ended; `rejected` when it broke off with an error. */
export type RunStatus = 'ready' | 'pending' | 'fulfilled' | 'rejected';

/** A run as `list()` tells of it, with the names that it was started by. */
export type Listed<Names> = Readonly<Names> & { readonly id: string; readonly symbol: string; readonly status: RunStatus };

/** A backtest as `Backtest.list()` tells of it. */
export interface ListedBacktest extends Listed<IBacktestContext> {}

/** A live run as `Live.list()` tells of it. */
export interface ListedLive extends Listed<ILiveContext> {}

/** Follows one run. */
export class RunEntry<Names extends object = IBacktestContext> {
  readonly symbol: string;
  readonly names: Readonly<Names>;
  readonly #id = randomUUID();
  #status: RunStatus = 'ready';

  constructor(symbol: string, names: Names) {
    this.symbol = symbol;
    this.names = names;
  }

  begun(): void {
    this.#status = 'pending';
  }

  ended(failed: boolean): void {
    this.#status = failed ? 'rejected' : 'fulfilled';
  }

  listed(): Listed<Names> {
    return { id: this.#id, symbol: this.symbol, ...this.names, status: this.#status };
  }
}

/** The last run of every key: as many entries as there are keys, however many runs. */
export class RunList<Names extends object = IBacktestContext> {
  readonly #entries = new Map<string, RunEntry<Names>>();

  /** A new run takes the place of the one before it. */
  open(key: string, symbol: string, names: Names): RunEntry<Names> {
    const entry = new RunEntry(symbol, names);
    this.#entries.delete(key); // the order is that of the last runs
    this.#entries.set(key, entry);
    return entry;
  }

  list(): Listed<Names>[] {
    return [...this.#entries.values()].map((entry) => entry.listed());
  }
}
