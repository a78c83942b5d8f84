import { messageOf, type StandardOutput } from '@tradewright/cli-kit';
import { InputError, type Halt } from '@tradewright/core';
import type { LiveStatusContract, Tradewright } from 'tradewright';
import type { Board } from './board.ts';
import type { KillPoint } from './kill-point.ts';
import { errorLine, haltLine, isNews, jsonText, partialLine, refusedLine, signalLine, statusLine, storeLine, type Line } from './line.ts';
import type { StatusBlock } from './status-block.ts';
import type { StoreWord } from './store-news.ts';

export interface ReporterParts {
  readonly board: Board;
  readonly output: StandardOutput;
  readonly json: boolean;
  readonly isReplay: boolean;
  readonly block: StatusBlock;
  readonly kill: KillPoint | null;
  /** Hears of every tick or ask that came to nothing. */
  readonly onFailed: (error: Error) => void;
}

/** Nobody sets the time of a replay, where runs that are ahead wait for it, and no more candles will come than were recorded. */
const NOT_IN_REPLAYS: ReadonlySet<LiveStatusContract['kind']> = new Set(['clock', 'stale', 'fresh']);

/** Says what happens, as it happens: one line each. */
export class Reporter {
  readonly #parts: ReporterParts;
  /** Errors that a status told, with the run they belong to. */
  readonly #told = new WeakSet<Error>();
  /** What each run said last of its failures: the same again is counted only. */
  readonly #last = new Map<string, string>();
  #lost: Error | null = null;
  /** The last line printed; those before it have come out before it. */
  #printed: Promise<unknown> = Promise.resolve();

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Standard output could not be written. */
  get lost(): Error | null {
    return this.#lost;
  }

  listen({ listenSignalLive, listenLiveStatus, listenPartialProfit, listenPartialLoss, listenRisk, listenError, listenExit }: Tradewright): void {
    const { board, kill, isReplay, onFailed } = this.#parts;
    listenSignalLive((result) => {
      if (!board.result(result) || !isNews(result)) return;
      this.say(signalLine(result));
      kill?.passes('told');
    });
    listenLiveStatus((status) => {
      board.status(status);
      if ('error' in status) this.#told.add(status.error);
      if (status.kind === 'failed') {
        onFailed(status.error);
        board.counts.error++;
      }
      const line = isReplay && NOT_IN_REPLAYS.has(status.kind) ? null : statusLine(status);
      if (line !== null && !(status.kind === 'failed' && this.#isRepeated(status, messageOf(status.error)))) this.say(line);
    });
    for (const [listen, direction] of [[listenPartialProfit, 'profit'], [listenPartialLoss, 'loss']] as const) {
      listen((event) => {
        board.counts.partial++;
        this.say(partialLine(event, direction));
      });
    }
    listenRisk((event) => {
      board.counts.refused++;
      this.say(refusedLine(event));
    });
    // Of a tick's failure both are told; its status, which comes a moment later, says whose it was.
    listenError((error) => void setImmediate(() => this.error(error)));
    listenExit((error) => this.error(error));
  }

  say(line: Line): void {
    const { json, output, block } = this.#parts;
    block.hide();
    if (line.isWarning && !json) {
      process.stderr.write(`${line.text}\n`);
      return;
    }
    this.#printed = output.print(`${json ? jsonText(line) : line.text}\n`).catch((error: unknown) => this.#note(error as Error));
  }

  /** Resolves when everything has reached its readers: an end of the process would cut it off. */
  async printed(): Promise<void> {
    await this.#printed;
    await new Promise<void>((resolve) => process.stderr.write('', () => resolve()));
  }

  /** What went wrong elsewhere than in a tick. */
  error(error: Error): void {
    if (this.#told.has(error)) return;
    const kind = error instanceof InputError && error.code === 'signal/refused' ? 'refused' : 'error';
    this.#parts.board.counts[kind]++;
    if (!this.#isRepeated(null, messageOf(error))) this.say(errorLine(error, null, kind));
  }

  /** Trading was halted, or goes on. */
  halt(halt: Halt | null): void {
    const { board } = this.#parts;
    if (halt === null && board.halt === null) return;
    board.halt = halt;
    this.say(haltLine(halt));
  }

  /** What the store says of itself: of what it tries again people read the first attempt, machines all. */
  store(word: StoreWord): void {
    const isNew = word.retry === null ? !this.#isRepeated(null, word.message) : this.#parts.board.storeRetries() && word.retry.attempt === 1;
    if (isNew || this.#parts.json) this.say(storeLine(word));
  }

  #isRepeated(names: { readonly symbol: string; readonly strategyName: string } | null, text: string): boolean {
    const key = names === null ? '' : JSON.stringify([names.symbol, names.strategyName]);
    const isRepeated = this.#last.get(key) === text;
    this.#last.set(key, text);
    return isRepeated && !this.#parts.json;
  }

  /** A log that cannot be written is no reason to leave positions alone; it is said once. */
  #note(error: Error): void {
    if (this.#lost === null) process.stderr.write(`${messageOf(error)} Trading goes on.\n`);
    this.#lost ??= error;
  }
}
