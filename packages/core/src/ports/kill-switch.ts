import type { TimestampMs } from '../units.ts';
import type { Stored } from './state-store.ts';

/** Nothing may be opened. */
export interface Halt {
  readonly reason: string;
  readonly atMs: TimestampMs;
  /** What is open is closed, and what waits is given up. */
  readonly closesPositions: boolean;
}

/** Halts all runs of an account, and lets them go on. */
export interface KillSwitch {
  /** Where it is kept, in the store of the runs. */
  readonly key: string;
  /** What is known of it here, at once; `null` while trading goes on. */
  readonly halted: Halt | null;
  /** Takes effect here at once, whatever the store does; resolves when it is durable. */
  halt(reason: string, options?: { readonly closesPositions?: boolean }): Promise<void>;
  /** Takes effect when it is durable. */
  resume(): Promise<void>;
  /** Called before the key is read; takes the answer in, unless something newer is known by then. */
  reading(): (stored: Stored | undefined) => void;
  /** Calls whenever trading is halted. The returned function ends that. */
  onHalt(call: () => void): () => void;
}
