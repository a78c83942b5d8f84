import type { RunCounts } from '@tradewright/core/run';
import { contextsOf, type Contexts } from './context.ts';
import type { LoggerSwitch, LogLevel } from './logger.ts';
import type { RunEnd } from './run-stream.ts';
import type { RunScope } from './run-scope.ts';

const nothing = (): readonly unknown[] => [];

/** What a run has to say to the logger: a line at each end and one per failure, all with whose run it is. Nothing per frame. */
export class RunLog {
  readonly #logger: LoggerSwitch;
  readonly #scope: RunScope;
  readonly #report: (error: unknown) => void;

  /** @param report - hears of a logger that throws, which must not break the run */
  constructor(logger: LoggerSwitch, scope: RunScope, report: (error: unknown) => void) {
    this.#logger = logger;
    this.#scope = scope;
    this.#report = report;
  }

  started(): void {
    this.#say('info', `${this.#scope.mode} started`);
  }

  /** @param coalesced - quiet events that listeners never got because they could not keep up */
  ended(how: RunEnd, counts: Readonly<RunCounts>, coalesced: number): void {
    const { warmUpFrames, skippedFrames, gaps } = counts;
    if (warmUpFrames + skippedFrames > 0) this.#say('debug', `${this.#scope.mode} frames without a price`, () => [{ warmUpFrames, skippedFrames, gaps }]);
    if (coalesced > 0) this.#say('debug', `${this.#scope.mode} events coalesced`, () => [{ coalesced }]);
    this.#say('info', `${this.#scope.mode} ${how}`, () => [{ ...counts }]);
  }

  failed(error: Error): void {
    this.#say('warn', `${this.#scope.mode} failed`, () => [error.message]);
  }

  /** An ask, a signal or a request that came to nothing; the run goes on. */
  refused(topic: string, error: Error): void {
    this.#say('warn', topic, () => [error.message]);
  }

  /** What its user should know of, though nothing failed. */
  noticed(level: 'info' | 'warn', topic: string, details: readonly unknown[] = []): void {
    this.#say(level, topic, () => details);
  }

  waiting(): void {
    this.#say('warn', `${this.#scope.mode} waits for its listeners`);
  }

  #say(level: LogLevel, topic: string, detailsOf: () => readonly unknown[] = nothing): void {
    this.#logger.write(level, topic, detailsOf, this.#report, () => this.#contexts());
  }

  /** A hook of another run may be what drives this one: that is not whose line it is. */
  #contexts(): Contexts {
    const scope = this.#scope;
    return contextsOf(scope) ?? { method: scope.method, execution: scope.executionAt(scope.origin.atMs) };
  }
}
