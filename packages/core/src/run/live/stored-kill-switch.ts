import { InputError, StoreConflictError, StoreError } from '../../error.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Halt, KillSwitch } from '../../ports/kill-switch.ts';
import type { StateStore, Stored } from '../../ports/state-store.ts';
import { Interrupt } from './interrupt.ts';
import { Patience } from './patience.ts';
import { encodedName } from './run-record.ts';

const FORMAT = 1;

/** Rests of somebody whom others outrun again and again, or whose store contradicts itself. */
const FIRST_REST_MS = 10;
const LONGEST_REST_MS = 1_000;

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
  /** Questions and writes, in the order in which they were begun and were done. */
  #count = 0;
  /** Whose answer is known. */
  #known = 0;
  /** The halt that is in force here whatever is stored: who resumes goes on when that is durable, not before. */
  #inForce: Halt | null = null;
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
    return this.#inForce ?? this.#stored ?? this.#parts.elsewhere?.() ?? null;
  }

  /** @throws {GaveUpError} when it was cancelled before the store took it; it stays halted here */
  halt(reason: string, { closesPositions = false }: { readonly closesPositions?: boolean } = {}): Promise<void> {
    this.#inForce = { reason, closesPositions, atMs: this.#parts.clock.nowMs() };
    const written = this.#say(this.#inForce);
    this.#tell();
    return written;
  }

  resume(): Promise<void> {
    return this.#say(null);
  }

  /** Reads what others have said. */
  async refresh(): Promise<void> {
    const learn = this.reading();
    learn((await this.#parts.store.load([this.key])).get(this.key));
  }

  /** What is returned throws `InputError | StoreError` for what is no halt, or one that a newer version wrote. */
  reading(): (stored: Stored | undefined) => void {
    const asked = ++this.#count;
    return (stored) => {
      // A question that was asked before the last write may be answered after it. Versions would not tell: those of a
      // database that was restored go back.
      if (asked > this.#known) this.#learn(stored, asked);
    };
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
    for (let outrun = 0; this.#wanted !== undefined; ) {
      const taken = await this.#patience.until(() => this.#attempt());
      if (!taken && ++outrun > 1) await this.#parts.clock.sleep(Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** outrun), this.#parts.cancel);
    }
  }

  /** @returns `false` when somebody else wrote first; what they wrote is known then */
  async #attempt(): Promise<boolean> {
    const { store } = this.#parts;
    const halt = this.#wanted;
    if (halt === undefined) return true;
    const [value, expected] = [{ format: FORMAT, halt } satisfies HaltRecord, this.#version];
    try {
      await store.commit({ writes: [{ key: this.key, expected, value }], events: [] });
    } catch (error) {
      if (!(error instanceof StoreConflictError)) throw error;
      await this.refresh();
      return false;
    }
    this.#know(halt, expected + 1, ++this.#count);
    if (this.#wanted === halt) this.#wanted = undefined;
    // A resume that was said meanwhile is not durable yet.
    if (this.#wanted === undefined) this.#inForce = null;
    return true;
  }

  #learn(stored: Stored | undefined, asked: number): void {
    const before = this.#stored;
    this.#know(haltIn(this.key, stored), stored?.version ?? 0, asked);
    if (this.#stored !== null && !sameHalt(this.#stored, before)) this.#tell();
  }

  #know(halt: Halt | null, version: number, known: number): void {
    this.#stored = halt;
    this.#version = version;
    this.#known = known;
  }

  #tell(): void {
    for (const call of [...this.#onHalt]) call();
  }
}

function sameHalt(a: Halt, b: Halt | null): boolean {
  return a.reason === b?.reason && a.atMs === b.atMs && a.closesPositions === b.closesPositions;
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
