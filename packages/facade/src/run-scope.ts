import type { TimestampMs } from '@tradewright/core';
import type { MarketHistory } from './candle-history.ts';
import { enter } from './context.ts';
import { HookContext } from './hook-context.ts';
import type { LoggerSwitch } from './logger.ts';
import type { RunNames } from './tick-result.ts';
import type { IExchangeSchema, IExecutionContext, IMethodContext } from './types.ts';

/** From this many on the run waits for its listeners (decision 31). */
const MOST_UNHANDLED = 100_000;

export type RunMode = 'backtest' | 'live';

export interface RunScopeParts {
  readonly mode: RunMode;
  readonly names: RunNames;
  readonly frameName: string;
  readonly exchange: IExchangeSchema;
  readonly history: MarketHistory;
  readonly logger: LoggerSwitch;
  readonly startMs: TimestampMs;
}

/** Stands for an event whose context has been given away. */
const GIVEN = {} as EventOrigin;

/** What all hooks, callbacks and listeners of one run have in common, and how many of its events nobody has handled yet. */
export class RunScope {
  readonly mode: RunMode;
  readonly names: RunNames;
  readonly exchange: IExchangeSchema;
  readonly history: MarketHistory;
  readonly logger: LoggerSwitch;
  /** Quiet events that gave way to later ones because a listener could not keep up. */
  coalesced = 0;
  /** The context of the next ask. The run goes on inside it, so that asking need not enter it each time. */
  asking: HookContext;
  /** The context that the run goes on in; `null` where that cannot be told. */
  inside: HookContext | null = null;
  /** Whether every ask has a context of its own, since answers may outlive theirs. */
  askedApart = false;
  readonly #frameName: string;
  readonly #startMs: TimestampMs;
  #at: { readonly nowMs: TimestampMs };
  #telling: HookContext | null = null;
  #told: EventOrigin | null = null;
  #unhandled = 0;
  #whenDrained: (() => void)[] = [];

  constructor({ mode, names, frameName, exchange, history, logger, startMs }: RunScopeParts) {
    this.mode = mode;
    this.names = names;
    this.exchange = exchange;
    this.history = history;
    this.logger = logger;
    this.#frameName = frameName;
    this.#startMs = startMs;
    this.#at = { nowMs: startMs };
    this.asking = this.#closedContext();
  }

  /** The context of the last ask lives on in a promise: the next ask gets another. */
  giveAsking(): void {
    this.askedApart = true;
    this.asking = this.#closedContext();
  }

  /** Hands out an event inside one context for all who hear of it at once: to enter one for each would cost more than they do. */
  tell(origin: EventOrigin, handOut: () => void): void {
    if (this.#told !== null) return handOut(); // a listener is the cause of it
    const context = new HookContext(this, origin.atMs, null, 'listener');
    this.#telling = context;
    this.#told = origin;
    try {
      enter(context, handOut);
    } finally {
      this.#told = null;
      if (this.#telling === context) context.settled = true;
    }
  }

  /** The context that a listener is called in while its event is handed out; `null` where it has to enter one itself. */
  toldIn(origin: EventOrigin): HookContext | null {
    return this.#told === origin ? this.#telling : null;
  }

  /** A listener of the event being handed out has given a promise: the context is his, everybody else enters his own. */
  giveTelling(): void {
    this.#told = GIVEN;
    this.#telling = null;
  }

  /** Of no instant yet, and over until somebody is asked. */
  #closedContext(): HookContext {
    const context = new HookContext(this, 0, null);
    context.settled = true;
    return context;
  }

  /** From here on the instant is the one the run has come to. */
  follow(counts: { readonly nowMs: TimestampMs }): void {
    this.#at = counts;
  }

  /** A copy: whoever asks may do with it what he likes. */
  get method(): IMethodContext {
    const { strategyName, exchangeName } = this.names;
    return { strategyName, exchangeName, frameName: this.#frameName };
  }

  executionAt(atMs: TimestampMs): IExecutionContext {
    return { symbol: this.names.symbol, when: new Date(atMs), backtest: this.backtest };
  }

  /** What callbacks are told of the mode. */
  get backtest(): boolean {
    return this.mode === 'backtest';
  }

  /** Where something comes from that no event of the engine dates. */
  get origin(): EventOrigin {
    // A live run is nowhere before it has looked at its store.
    return { scope: this, atMs: Math.max(this.#startMs, this.#at.nowMs) };
  }

  /** The listeners are so far behind that going on would only fill the memory. */
  get overwhelmed(): boolean {
    return this.#unhandled > MOST_UNHANDLED;
  }

  /** An event of this run began to wait for a listener. */
  expect(): void {
    this.#unhandled++;
  }

  /** A listener has handled it, or will not. */
  settle(): void {
    if (--this.#unhandled === 0) for (const resolve of this.#whenDrained.splice(0)) resolve();
  }

  /** Resolves once every listener has handled every event of this run so far. */
  drained(): Promise<void> {
    if (this.#unhandled === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenDrained.push(resolve));
  }
}

/** Where an event comes from: a listener's questions are answered as of then. */
export interface EventOrigin {
  readonly scope: RunScope;
  readonly atMs: TimestampMs;
}
