import type { Clock, DurationMs, Halt, KillSwitch, StateStore, Stored } from '@tradewright/core';
import { StoreError } from '@tradewright/core';
import { StoredKillSwitch } from '@tradewright/core/run';
import { carry } from './carry.ts';
import type { Standing } from './standing.ts';
import type { HaltWords } from './words.ts';

/** Whoever halts wants to see it within a second. */
const LOOK_EVERY_MS: DurationMs = 250;
/** Other machines halt through the database; what opens or is open asks it anyway. */
const ASK_EVERY_MS: DurationMs = 2_000;
/** After a store did not take a word. */
const REST_MS: DurationMs = 1_000;

export interface HaltWatchParts {
  readonly words: HaltWords;
  readonly store: StateStore;
  readonly account: string;
  readonly clock: Clock;
  /** Shows others how it stands who cannot read the store; `null` where they can. */
  readonly standing: Standing | null;
}

/** The kill switch of a program that trades: it heeds its store, and what is said on this machine. */
export class HaltWatch implements KillSwitch {
  readonly key: string;
  readonly #parts: HaltWatchParts;
  readonly #stored: StoredKillSwitch;
  readonly #ended = new AbortController();
  readonly #onHalt = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #tell: (halt: Halt | null) => void = () => undefined;
  #trouble: (error: unknown) => void = () => undefined;
  /** What is said on this machine. */
  #said: Halt | null = null;
  #lookedMs: DurationMs = -Infinity;
  #askedMs: DurationMs = 0;
  #carriedMs: DurationMs = -Infinity;
  #told: string = 'null';
  #working: Promise<void> | null = null;
  #troubled = false;

  constructor(parts: HaltWatchParts) {
    const { store, account, clock } = parts;
    this.#parts = parts;
    this.#stored = new StoredKillSwitch({ store, account, clock, cancel: this.#ended.signal });
    this.key = this.#stored.key;
  }

  get halted(): Halt | null {
    // Who computes without a pause has no timers.
    if (this.#parts.clock.elapsedMs() >= this.#lookedMs + LOOK_EVERY_MS) this.#look();
    return this.#said ?? this.#stored.halted;
  }

  halt(reason: string, options?: { readonly closesPositions?: boolean }): Promise<void> {
    const written = this.#stored.halt(reason, options);
    this.#show();
    return written;
  }

  resume(): Promise<void> {
    return this.#stored.resume();
  }

  reading(): (stored: Stored | undefined) => void {
    const learn = this.#stored.reading();
    return (stored) => {
      learn(stored);
      this.#show();
    };
  }

  onHalt(call: () => void): () => void {
    this.#onHalt.add(call);
    const end = this.#stored.onHalt(call);
    return () => {
      this.#onHalt.delete(call);
      end();
    };
  }

  /**
   * Knows how it stands when it resolves, and looks again from then on. A store that does not answer now is asked again.
   *
   * @throws {EngineError} where the store holds what is no halt
   */
  async begin(): Promise<void> {
    try {
      await this.#stored.refresh();
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable)) throw error;
    }
    this.#askedMs = this.#parts.clock.elapsedMs();
    // It is no reason to live on.
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    this.#look();
    // Whoever was here before may have been killed. Where nothing can be written, trading is what tells of it.
    await this.#parts.standing?.show(this.halted).catch(() => undefined);
  }

  /** @param trouble - hears once what keeps a word from the store, or others from seeing it */
  listen(tell: (halt: Halt | null) => void, trouble: (error: unknown) => void): void {
    this.#tell = tell;
    this.#trouble = trouble;
    this.#told = 'null';
    this.#show();
  }

  /** Resolves when nothing of it is on its way to the store, or to those who look. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#ended.abort();
    await this.#working;
    await this.#parts.standing?.end();
  }

  #look(): void {
    const { words, clock } = this.#parts;
    const nowMs = clock.elapsedMs();
    this.#lookedMs = nowMs;
    const pending = words.pending();
    const said = words.halt(pending);
    const isNews = said !== null && JSON.stringify(said) !== JSON.stringify(this.#said);
    this.#said = said;
    if (isNews) for (const call of [...this.#onHalt]) call();
    this.#show();
    if (pending.some(({ name }) => name !== '') && nowMs >= this.#carriedMs + REST_MS) this.#work(() => this.#carry());
    else if (this.#parts.store.can.shareAcrossProcesses && nowMs >= this.#askedMs + ASK_EVERY_MS) this.#work(() => this.#ask());
  }

  /** In turn, and with its failures told. */
  #work(work: () => Promise<void>): void {
    if (this.#ended.signal.aborted) return;
    this.#working ??= work()
      .then(() => (this.#troubled = false), (error: unknown) => this.#fail(error))
      .then(() => (this.#working = null))
      .then(() => undefined);
  }

  async #carry(): Promise<void> {
    const { words, store, account, clock } = this.#parts;
    try {
      await carry({ words, store, account, clock, onStored: () => this.#stored.refresh() });
      this.#carriedMs = -Infinity;
    } catch (error) {
      this.#carriedMs = clock.elapsedMs();
      throw error;
    }
    this.#look();
  }

  async #ask(): Promise<void> {
    this.#askedMs = this.#parts.clock.elapsedMs();
    await this.#stored.refresh();
    this.#show();
  }

  #fail(error: unknown): void {
    if (!this.#troubled) this.#trouble(error);
    this.#troubled = true;
  }

  /** Tells what has changed. */
  #show(): void {
    const halt = this.#said ?? this.#stored.halted;
    const text = JSON.stringify(halt);
    if (text === this.#told || this.#ended.signal.aborted) return;
    this.#told = text;
    this.#tell(halt);
    this.#parts.standing?.show(halt).catch((error: unknown) => this.#fail(error));
  }
}
