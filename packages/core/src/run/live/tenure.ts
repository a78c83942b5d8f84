import { StoreError } from '../../error.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FencingToken, Leases } from '../../ports/state-store.ts';
import type { DurationMs } from '../../units.ts';

export interface TenureParts {
  readonly leases: Leases;
  readonly lease: string;
  readonly holder: string;
  readonly ttlMs: DurationMs;
  readonly clock: Clock;
}

/** The right to trade a run, for as long as its lease can be renewed. */
export class Tenure {
  readonly #parts: TenureParts;
  readonly token: FencingToken;
  /** Somebody else may be trading by now. */
  lost = false;
  #callOff: (() => void) | undefined;
  #ended = false;
  #onLost: (() => void) | undefined;

  private constructor(parts: TenureParts, token: FencingToken) {
    this.#parts = parts;
    this.token = token;
    this.#renewLater();
  }

  /** One attempt; `null` while somebody else has it, or the store does not answer. */
  static async begin(parts: TenureParts): Promise<Tenure | null> {
    try {
      const token = await parts.leases.acquire(parts.lease, parts.holder, parts.ttlMs);
      return token === null ? null : new Tenure(parts, token);
    } catch (error) {
      if (error instanceof StoreError && error.retryable) return null;
      throw error;
    }
  }

  /** Rests before another attempt. */
  static rest({ clock, ttlMs }: TenureParts, cancel: CancelSignal): Promise<void> {
    return clock.sleep(ttlMs / 20, cancel);
  }

  /** Calls when the lease turns out to be lost. */
  onLost(call: () => void): void {
    this.#onLost = call;
    if (this.lost) call();
  }

  async end(): Promise<void> {
    this.#ended = true;
    this.#callOff?.();
    // What cannot be given back ends by itself.
    await this.#parts.leases.release(this.token).catch(() => undefined);
  }

  #renewLater(): void {
    const { clock, ttlMs } = this.#parts;
    this.#callOff = clock.after(ttlMs / 3, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { leases, ttlMs } = this.#parts;
    // A store that does not answer is no proof of loss: its fence is what keeps a lost one from writing.
    const held = await leases.renew(this.token, ttlMs).catch((error: unknown) => error instanceof StoreError && error.retryable);
    if (this.#ended) return;
    if (held) return this.#renewLater();
    this.lost = true;
    this.#onLost?.();
  }
}
