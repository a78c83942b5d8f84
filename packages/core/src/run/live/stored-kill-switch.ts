import { InputError, StoreConflictError, StoreError } from '../../error.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Halt, KillSwitch } from '../../ports/kill-switch.ts';
import type { StateStore, Stored } from '../../ports/state-store.ts';
import { Interrupt } from './interrupt.ts';
import { Patience } from './patience.ts';
import { encodedName } from './run-record.ts';

const FORMAT = 1;

export interface StoredKillSwitchParts {
  readonly store: StateStore;
  /** Default `default`. */
  readonly account?: string;
  /** The clock of the machine. */
  readonly clock: Clock;
  /** Ends the wait for a store that does not answer: what was said and is not stored by then is forgotten with the process. */
  readonly cancel?: CancelSignal;
  /** A further place that may say that trading is halted, such as a file: looked at each time. */
  readonly elsewhere?: () => Halt | null;
  /** Hears that the store does not answer while something is to be written. */
  readonly onPause?: (error: StoreError) => void;
}

/** What is stored under the key of a switch. */
interface HaltRecord {
  readonly format: typeof FORMAT;
  readonly halt: Halt | null;
}

/** A kill switch in a store. What is said last counts; what was said here counts at once, also while the store is down. */
export class StoredKillSwitch implements KillSwitch {
  readonly key: string;
  readonly #parts: StoredKillSwitchParts;
  readonly #patience: Patience;
  readonly #onHalt = new Set<() => void>();
  #stored: Halt | null = null;
  #version = 0;
  /** What was said here and is not stored yet; `undefined`: nothing. */
  #wanted: Halt | null | undefined;
  #writing: Promise<void> | undefined;

  constructor(parts: StoredKillSwitchParts) {
    const { account = 'default', clock, cancel = new Interrupt(), onPause = () => undefined } = parts;
    this.#parts = parts;
    this.key = `halt:${encodedName(account)}`;
    this.#patience = new Patience({ clock, cancel, onPause, onResume: () => undefined });
  }

  get halted(): Halt | null {
    // Who resumes goes on when that is durable, not before.
    return this.#wanted ?? this.#stored ?? this.#parts.elsewhere?.() ?? null;
  }

  /** @throws {GaveUpError} when it was cancelled before the store took it; it stays halted here */
  halt(reason: string, { closesPositions = false }: { readonly closesPositions?: boolean } = {}): Promise<void> {
    const written = this.#say({ reason, closesPositions, atMs: this.#parts.clock.nowMs() });
    this.#tell();
    return written;
  }

  resume(): Promise<void> {
    return this.#say(null);
  }

  /** Reads what others have said. */
  async refresh(): Promise<void> {
    this.learn((await this.#parts.store.load([this.key])).get(this.key));
  }

  /** Takes in what was read of its key. @throws {InputError | StoreError} for what is no halt, or one that a newer version wrote */
  learn(stored: Stored | undefined): void {
    const version = stored?.version ?? 0;
    // A question that was asked before the last write may be answered after it.
    if (version <= this.#version) return;
    const halt = haltIn(this.key, stored);
    this.#version = version;
    this.#stored = halt;
    if (halt !== null) this.#tell();
  }

  onHalt(call: () => void): () => void {
    this.#onHalt.add(call);
    return () => void this.#onHalt.delete(call);
  }

  #say(halt: Halt | null): Promise<void> {
    this.#wanted = halt;
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  /** Writes what was said last, until nothing else has been said meanwhile. */
  async #write(): Promise<void> {
    while (this.#wanted !== undefined) await this.#patience.until(() => this.#attempt());
  }

  async #attempt(): Promise<void> {
    const { store } = this.#parts;
    const halt = this.#wanted;
    if (halt === undefined) return;
    const [value, expected] = [{ format: FORMAT, halt } satisfies HaltRecord, this.#version];
    try {
      await store.commit({ writes: [{ key: this.key, expected, value }], events: [] });
    } catch (error) {
      if (!(error instanceof StoreConflictError)) throw error;
      return this.refresh();
    }
    this.#version = Math.max(this.#version, expected + 1);
    this.#stored = halt;
    if (this.#wanted === halt) this.#wanted = undefined;
  }

  #tell(): void {
    for (const call of [...this.#onHalt]) call();
  }
}

function haltIn(key: string, stored: Stored | undefined): Halt | null {
  if (stored === undefined || stored.value === null) return null;
  const { format, halt } = stored.value as { readonly format?: unknown; readonly halt?: Partial<Halt> | null };
  if (typeof format === 'number' && format > FORMAT) throw new StoreError('store/version', `${key} was written in format ${format} by a newer Tradewright; this one knows format ${FORMAT}.`);
  if (format === FORMAT && halt === null) return null;
  if (format !== FORMAT || typeof halt?.reason !== 'string' || typeof halt.atMs !== 'number' || typeof halt.closesPositions !== 'boolean') {
    throw new InputError('restore/halt', `${key} does not say whether trading is halted. Nothing was changed; see what is stored there, or remove the key to let trading go on.`);
  }
  return { reason: halt.reason, atMs: halt.atMs, closesPositions: halt.closesPositions };
}
