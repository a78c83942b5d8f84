import { messageOf, plainText, versionAt, type Interruption, type OpenedExchange, type StandardOutput } from '@tradewright/cli-kit';
import { CandleError, SourceError, StoreError, type DurationMs, type TimestampMs } from '@tradewright/core';
import type { Tradewright } from 'tradewright';
import { Board, type RunRow } from './board.ts';
import { compose, type Composed } from './compose.ts';
import { Ending, type Reason } from './ending.ts';
import type { Ground } from './ground.ts';
import { healthOf, readinessOf, type HealthParts } from './health.ts';
import { HealthServer } from './health-server.ts';
import { errorLine } from './line.ts';
import type { Options } from './options.ts';
import { PROGRAM } from './program.ts';
import { ReplayTime, resumeAt } from './replay-time.ts';
import { Reporter } from './reporter.ts';
import { StatusBlock } from './status-block.ts';
import { endLine, startLines, type Replay } from './summary.ts';
import { trade } from './trade.ts';

/** Whoever reads what is printed may have stopped reading. */
const LAST_WORDS_MS: DurationMs = 250;

export interface LifeParts {
  readonly options: Options;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly output: StandardOutput;
  readonly interruption: Interruption;
  readonly terminal: NodeJS.WriteStream;
  readonly ground: Ground;
}

/** How it ended. */
export interface Ended {
  readonly reason: Reason;
  /** What a run, or all of them, ended with. */
  readonly failure: Error | null;
  /** Standard output could not be written. */
  readonly lost: Error | null;
}

/** From the start to the end of all runs. */
export class Life {
  readonly #parts: LifeParts;
  readonly #instance: Tradewright;
  readonly #remote: OpenedExchange | null;
  readonly #board: Board;
  readonly #block: StatusBlock;
  readonly #reporter: Reporter;
  readonly #ending: Ending;
  readonly #time: ReplayTime | null;
  readonly #replay: Replay | null;

  private constructor(parts: LifeParts, { instance, runs, riskNames, remote }: Composed, replay: Replay | null, timeOf: (onEnd: () => void) => ReplayTime | null) {
    const { options, output, terminal, ground: { machine, kill } } = parts;
    this.#parts = parts;
    this.#instance = instance;
    this.#remote = remote;
    this.#replay = replay;
    this.#board = new Board(runs, () => machine.elapsedMs(), (atMs) => equitiesOf(instance, riskNames, atMs));
    this.#ending = new Ending(() => {
      this.#board.isEnding = true;
      // What hinders it is told by the runs that it is to end.
      instance.shutdown().catch(() => undefined);
    });
    this.#time = timeOf(() => this.#ending.begin('replay-end'));
    this.#block = new StatusBlock(terminal, !options.json, this.#board);
    this.#reporter = new Reporter({ board: this.#board, output, json: options.json, isReplay: replay !== null, block: this.#block, kill, onFailed: (error) => this.#tickFailed(error) });
  }

  /** @throws {Failure}, {EngineError} when trading cannot begin */
  static async begin(parts: LifeParts): Promise<Life> {
    const { options, directory, interruption, terminal, ground: { machine, kill, replay, halts, opened: { store, news } } } = parts;
    let time: ReplayTime | null = null;
    let isComposed = false;
    // Whoever waits for a ban to end before anything begins has to know what for.
    const onNotice = (message: string): void => (isComposed ? news.tell({ message, retry: null }) : void terminal.write(`${plainText(message)}\n`));
    const composed = await interruption.orStop(compose({ options, directory, store, killSwitch: halts, machine, kill, replayed: replay?.exchange ?? null, clockOf: replay === null ? null : () => time?.join() ?? machine, onNotice }));
    isComposed = true;
    if (replay === null) return new Life(parts, composed, null, () => null);
    const { account = 'default' } = options;
    const { startMs, resumed } = await interruption.orStop(resumeAt(store, composed.runs.map((names) => ({ ...names, account })), replay.period));
    return new Life(parts, composed, { period: replay.period, startMs, resumed }, (onEnd) => (time = new ReplayTime({ machine, period: replay.period, startMs, speed: options.replay!.speed, onEnd })));
  }

  /** @throws {Failure} when health checks cannot be answered */
  async live(): Promise<Ended> {
    const { options, interruption: { signal }, ground: { machine } } = this.#parts;
    const health = options.healthPort === null ? null : await this.#healthServer(options.healthPort);
    const onAbort = (): void => this.#ending.begin('interrupted');
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    const startedMs = machine.elapsedMs();
    try {
      this.#sayStart(health?.url ?? null);
      this.#reporter.listen(this.#instance);
      // A signal may have come while health checks were being set up: what ends at once must not begin.
      const traded = this.#ending.reason !== null ? Promise.resolve() : trade({ instance: this.#instance, board: this.#board, onFailure: (row, error) => this.#runFailed(row, error), onStarted: () => this.#time?.letGo() });
      await Promise.race([traded, this.#ending.givenUp]);
      // Errors are told a moment after they have happened.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return await this.#ended(machine.elapsedMs() - startedMs);
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#ending.release();
      this.#block.end();
      health?.close();
      await this.#parts.interruption.orGiveUp(() => this.#remote?.close() ?? Promise.resolve(), LAST_WORDS_MS);
    }
  }

  /** An error that the strategy has let go of is no reason to leave its positions alone. */
  bear(error: Error): boolean {
    this.#reporter.error(error);
    return true;
  }

  #healthServer(port: number): Promise<HealthServer> {
    const parts: HealthParts = { board: this.#board, elapsedMs: () => this.#parts.ground.machine.elapsedMs(), isReplay: this.#replay !== null };
    return HealthServer.start(port, { '/healthz': () => healthOf(parts), '/readyz': () => readinessOf(parts) });
  }

  #sayStart(healthUrl: string | null): void {
    const { options, ground: { opened, halts } } = this.#parts;
    const { CC_TRIGGER_PRICE: trigger } = this.#instance.getConfig();
    const start = { version: versionAt(PROGRAM.manifest), options, board: this.#board, store: opened.title, trigger, replay: this.#replay, healthUrl };
    for (const line of startLines(start)) this.#reporter.say(line);
    opened.news.listen((word) => this.#reporter.store(word));
    halts.listen((halt) => this.#reporter.halt(halt), (error) => this.#reporter.store({ message: `A halt that was said on this machine counts here, but others do not hear of it yet: ${messageOf(error)}`, retry: null }));
  }

  async #ended(durationMs: number): Promise<Ended> {
    const board = this.#board;
    // What it tries again while it closes comes after the last word.
    this.#parts.ground.opened.news.listen(() => undefined);
    this.#parts.ground.halts.listen(() => undefined, () => undefined);
    const failure = this.#ending.error ?? board.failure;
    const reason = this.#ending.reason ?? (failure === null ? 'stopped' : 'failed');
    this.#reporter.say(endLine({ reason, board, durationMs, reachedMs: this.#time?.nowMs ?? null }));
    await this.#parts.interruption.orGiveUp(() => this.#reporter.printed(), LAST_WORDS_MS);
    return { reason, failure, lost: this.#reporter.lost };
  }

  /** The others go on, unless it is the store: what it cannot do for one it can do for none. */
  #runFailed({ names }: RunRow, error: Error): void {
    const isFatal = error instanceof StoreError && !error.retryable;
    const isLast = isFatal || this.#board.isOver || this.#ending.reason !== null;
    // What everything ends with is told at the end.
    if (this.#parts.options.json || !isLast) this.#reporter.say(errorLine(error, names));
    if (isFatal) this.#ending.begin('failed', error);
  }

  /** An exchange may answer at the next tick. Recorded candles will not change. */
  #tickFailed(error: Error): void {
    if (this.#replay !== null && (error instanceof SourceError || error instanceof CandleError)) this.#ending.begin('failed', error);
  }
}

/** Of the profiles that have capital. */
function equitiesOf({ Risk }: Tradewright, riskNames: readonly string[], atMs: TimestampMs): Readonly<Record<string, number>> {
  const when = new Date(atMs);
  return Object.fromEntries(riskNames.flatMap((riskName) => {
    const equity = Risk.equity(riskName, when);
    return equity === null ? [] : [[riskName, equity]];
  }));
}
