import { InputError } from '@tradewright/core';
import { holdsUp } from './context.ts';
import type { RunChoice } from './run-choice.ts';
import { type Listed, type RunEntry, RunList } from './run-list.ts';
import type { RunScope } from './run-scope.ts';
import type { IMethodContext } from './types.ts';

/** The names a run is started by; live trading has no frame. */
export type RunContext = Pick<IMethodContext, 'strategyName' | 'exchangeName'> & Partial<Pick<IMethodContext, 'frameName'>>;

interface Drivable {
  stop(): void;
  settled(): Promise<void>;
  drain(): Promise<void>;
}

/** A run that is under way, or waits for its first question. */
export interface Running<Names extends object, Stream> {
  readonly stream: Stream;
  readonly scope: RunScope;
  readonly entry: RunEntry<Names>;
  /** Resolves when the run has ended; absent where a consumer drives it. */
  background?: Promise<void>;
}

/** Lets a run go without a consumer. @returns the function that stops it */
export function inBackground<Names extends object, Stream extends Drivable>(running: Running<Names, Stream>): () => void {
  running.entry.begun();
  running.background = running.stream.drain();
  return () => running.stream.stop();
}

/** The runs of one kind: those that are under way, and the last one of every key. */
export class Runs<Names extends RunContext, Stream extends Drivable> {
  readonly #running = new Map<string, Running<Names, Stream>>();
  readonly #last = new RunList<Names>();

  /** Those that are under way. */
  get all(): Running<Names, Stream>[] {
    return [...this.#running.values()];
  }

  list(): Listed<Names>[] {
    return this.#last.list();
  }

  /** @throws {InputError} `run/busy` */
  demandFree(key: string, title: string, caller: string): void {
    if (this.#running.has(key)) throw new InputError('run/busy', `${caller}: ${title} is running already; stop it first.`);
  }

  /** A new run takes the place of the one before it in the list. */
  entry(listedKey: string, symbol: string, names: Names): RunEntry<Names> {
    return this.#last.open(listedKey, symbol, names);
  }

  add(key: string, running: Running<Names, Stream>): void {
    this.#running.set(key, running);
  }

  /** Another one that was started under its name stays. */
  remove(key: string, running: Running<Names, Stream>): void {
    if (this.#running.get(key) === running) this.#running.delete(key);
  }

  /** Stops the runs of a pair, as decision 20 has it. Resolves when they have ended or only wait for their consumer. */
  async stop(symbol: string, strategyName: string, { exchangeName, frameName }: RunChoice): Promise<void> {
    const runs = this.all.filter(({ entry: { names, symbol: whose } }) =>
      whose === symbol && names.strategyName === strategyName && (exchangeName ?? names.exchangeName) === names.exchangeName && (frameName ?? names.frameName) === names.frameName);
    for (const { stream } of runs) stream.stop();
    await Promise.all(runs.filter(({ scope }) => !holdsUp(scope)).map(({ background, stream }) => background ?? stream.settled()));
  }
}
