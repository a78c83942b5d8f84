import { randomUUID } from 'node:crypto';
import type { IBacktestContext } from './types.ts';

/** `ready` until its first result is asked for, `pending` until it has ended; `rejected` when it broke off with an error. */
export type RunStatus = 'ready' | 'pending' | 'fulfilled' | 'rejected';

/** A backtest as `Backtest.list()` tells of it. */
export interface ListedBacktest extends Readonly<IBacktestContext> {
  readonly id: string;
  readonly symbol: string;
  readonly status: RunStatus;
}

/** Follows one run. */
export class RunEntry {
  readonly symbol: string;
  readonly names: Readonly<IBacktestContext>;
  readonly #id = randomUUID();
  #status: RunStatus = 'ready';

  constructor(symbol: string, { strategyName, exchangeName, frameName }: IBacktestContext) {
    this.symbol = symbol;
    this.names = { strategyName, exchangeName, frameName };
  }

  begun(): void {
    this.#status = 'pending';
  }

  ended(failed: boolean): void {
    this.#status = failed ? 'rejected' : 'fulfilled';
  }

  listed(): ListedBacktest {
    return { id: this.#id, symbol: this.symbol, ...this.names, status: this.#status };
  }
}

/** The last run of every symbol, strategy, exchange and frame: as many entries as there are such, however many runs. */
export class RunList {
  readonly #entries = new Map<string, RunEntry>();

  /** A new run takes the place of the one before it. */
  open(key: string, symbol: string, names: IBacktestContext): RunEntry {
    const entry = new RunEntry(symbol, names);
    this.#entries.delete(key); // the order is that of the last runs
    this.#entries.set(key, entry);
    return entry;
  }

  list(): ListedBacktest[] {
    return [...this.#entries.values()].map((entry) => entry.listed());
  }
}
