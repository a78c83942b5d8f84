import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Fraction, TimestampMs } from '../../units.ts';
import type { Breath } from '../breath.ts';
import type { RunCounts } from '../counts.ts';
import { isLiving } from '../engine.ts';
import type { QuietKind } from '../options.ts';
import type { Account } from './account.ts';
import type { PortfolioEvent } from './event.ts';
import type { Seat } from './seat.ts';
import { Table, type TableParts } from './table.ts';

export interface PortfolioRunParts extends TableParts {
  readonly cancel: CancelSignal | undefined;
  readonly breath: Breath | undefined;
}

/** What a portfolio has come to, as of its last mark. Money is in quote currency. */
export interface PortfolioSummary {
  readonly capitalQuote: number;
  readonly equityQuote: number;
  readonly peakEquityQuote: number;
  /** Of the equity as it was marked each minute. */
  readonly maxDrawdownFrac: Fraction;
  readonly feesQuote: number;
  readonly slippageQuote: number;
  readonly openPositions: number;
}

/** What one line has gone through so far. */
export interface LineCounts {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly counts: Readonly<RunCounts>;
}

/** A portfolio as an async generator: `break` and `return` release everything. */
export class PortfolioRun implements AsyncIterableIterator<PortfolioEvent, undefined, void> {
  readonly #parts: PortfolioRunParts;
  readonly #table: Table;
  readonly #told: AsyncGenerator<PortfolioEvent, undefined, void>;
  #cancelled = false;
  #finished = false;
  /** Ends the wait that is on. */
  #wake: (() => void) | undefined;

  constructor(parts: PortfolioRunParts) {
    this.#parts = parts;
    this.#table = new Table(parts);
    this.#told = this.#run();
  }

  get summary(): PortfolioSummary {
    const { account } = this.#parts;
    const { capitalQuote, equityQuote, peakEquityQuote, maxDrawdownFrac, openPositions, books } = account;
    return { capitalQuote, equityQuote, peakEquityQuote, maxDrawdownFrac, feesQuote: books.fees, slippageQuote: books.slippage, openPositions };
  }

  /** The money, with its books. Live: read it at any time, change nothing. */
  get account(): Account {
    return this.#parts.account;
  }

  /** What each line has gone through so far, in the order of the lines. */
  get lines(): readonly LineCounts[] {
    return this.#parts.seats.map(({ symbol, strategyName, exchangeName, parts: { counts } }) => ({ symbol, strategyName, exchangeName, counts }));
  }

  /** Share of the range that has been gone through, 0 to 1. */
  get progressFrac(): Fraction {
    const { fromMs, toMs } = this.#parts;
    return this.#finished ? 1 : Math.min(1, Math.max(0, (this.#table.nowMs - fromMs) / (toMs - fromMs)));
  }

  /** Whether the run was cut short by its cancel signal. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** The instant that all lines have come to. */
  get nowMs(): TimestampMs {
    return this.#table.nowMs;
  }

  /** No new signal from here on; what is open lives to its end (decision 20). */
  stop(): void {
    this.#table.stopping = true;
    for (const { parts } of this.#parts.seats) parts.engine.stepper.stopping = true;
    // With nothing open no candle is needed any more, and the source that is asked for some may take its time.
    if (this.#parts.seats.some(({ parts }) => isLiving(parts.engine.stepper.state))) return;
    this.#finished = true;
    this.#wake?.();
  }

  /** The quiet events wanted from here on. */
  want(kinds: readonly QuietKind[]): void {
    for (const { parts } of this.#parts.seats) parts.pace.want(kinds);
    this.#table.stale = true;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<PortfolioEvent, undefined>> {
    return this.#told.next();
  }

  return(): Promise<IteratorResult<PortfolioEvent, undefined>> {
    return this.#told.return(undefined);
  }

  throw(error?: unknown): Promise<IteratorResult<PortfolioEvent, undefined>> {
    return this.#told.throw(error);
  }

  async *#run(): AsyncGenerator<PortfolioEvent, undefined, void> {
    const { cancel, breath } = this.#parts;
    const release = this.#followCancel();
    let abandoned = true;
    try {
      const walk = this.#table.walk();
      for (let moves = 0; cancel?.aborted !== true; moves++) {
        const { done, value: wait } = walk.next();
        const isLeft = wait !== undefined && !(await this.#unlessWoken(wait));
        if (isLeft) this.#table.leave(this.#finished);
        for (const event of this.#table.outbox.splice(0)) yield event;
        if (isLeft) break;
        if (done === true) {
          this.#finished = true;
          abandoned = false;
          break;
        }
        if (breath !== undefined && moves % breath.stride === 0 && breath.due(this.#parts.seats.length)) await breath.take();
      }
      this.#cancelled = cancel?.aborted === true && !this.#finished;
      return undefined;
    } finally {
      release();
      await this.#close(abandoned);
    }
  }

  /** What is waited for may never come: whether it came. */
  #unlessWoken(wait: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(false);
      wait.then(() => resolve(true), reject);
      if (this.#parts.cancel?.aborted === true) resolve(false);
    });
  }

  async #close(abandon: boolean): Promise<void> {
    const closed = await Promise.allSettled(this.#parts.seats.map((seat: Seat) => seat.close(abandon)));
    for (const result of closed) if (result.status === 'rejected' && this.#finished) throw result.reason;
  }

  #followCancel(): () => void {
    const { cancel } = this.#parts;
    const onAbort = (): void => this.#wake?.();
    cancel?.addEventListener('abort', onAbort);
    return () => cancel?.removeEventListener('abort', onAbort);
  }
}
