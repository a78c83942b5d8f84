import { StoreError } from '../../error.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FencingToken, Leases } from '../../ports/state-store.ts';
import type { DurationMs } from '../../units.ts';
import type { Patience } from './patience.ts';

export interface TenureParts {
  readonly leases: Leases;
  readonly lease: string;
  readonly holder: string;
  readonly ttlMs: DurationMs;
  readonly clock: Clock;
}

/** How long somebody who ends waits for a lease to be given back. */
const RELEASE_MS = 1_000;

/** The right to trade a run, for as long as its lease can be renewed. */
export class Tenure {
  readonly #parts: TenureParts;
  readonly token: FencingToken;
  /** Somebody else may be trading by now. */
  lost = false;
  /** When it was asked for last with success. */
  #heldAtMs: DurationMs;
  #callOff: (() => void) | undefined;
  #ended = false;
  #onLost: (() => void) | undefined;

  private constructor(parts: TenureParts, token: FencingToken, heldAtMs: DurationMs) {
    this.#parts = parts;
    this.token = token;
    this.#heldAtMs = heldAtMs;
    this.#renewLater();
  }

  /** One attempt; `null` while somebody else has it. */
  static async begin(parts: TenureParts): Promise<Tenure | null> {
    const atMs = parts.clock.elapsedMs();
    const token = await parts.leases.acquire(parts.lease, parts.holder, parts.ttlMs);
    return token === null ? null : new Tenure(parts, token, atMs);
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

  /** Gives the lease back. What cannot be given back in time ends by itself. */
  async end(): Promise<void> {
    const { clock, leases } = this.#parts;
    this.#ended = true;
    this.#callOff?.();
    await new Promise<void>((resolve) => {
      const callOff = clock.after(RELEASE_MS, resolve);
      void leases.release(this.token).catch(() => undefined).then(() => {
        callOff();
        resolve();
      });
    });
  }

  /** It has not been renewed for as long as it lasts: the process was held up, or the store does not answer. */
  get doubtful(): boolean {
    const { clock, ttlMs } = this.#parts;
    return clock.elapsedMs() - this.#heldAtMs >= ttlMs;
  }

  /** Renews it now, or finds that it is lost. @throws {StoreError} when the store cannot say */
  async renew(): Promise<void> {
    const { leases, ttlMs, clock } = this.#parts;
    const atMs = clock.elapsedMs();
    const held = await leases.renew(this.token, ttlMs);
    if (held) this.#heldAtMs = atMs;
    else this.#lose();
  }

  #renewLater(): void {
    const { clock, ttlMs } = this.#parts;
    this.#callOff = clock.after(ttlMs / 3, () => void this.#renewOnTime());
  }

  async #renewOnTime(): Promise<void> {
    try {
      await this.renew();
    } catch (error) {
      // A store that does not answer is no proof of loss: its fence is what keeps a lost one from writing.
      if (!(error instanceof StoreError && error.retryable)) this.#lose();
    }
    if (!this.#ended && !this.lost) this.#renewLater();
  }

  #lose(): void {
    if (this.#ended || this.lost) return;
    this.lost = true;
    this.#callOff?.();
    this.#onLost?.();
  }
}

/** Who was held up for longer than a lease lasts does nothing before it knows that nobody else has taken over. */
export function makeSure(tenure: Tenure | null, patience: Patience): Promise<void> | undefined {
  return tenure?.doubtful === true ? patience.until(() => tenure.renew()) : undefined;
}

/** The same before an order is sent, which no fence can keep from leaving. @throws {StoreError} `store/fenced` */
export function makeSureToSend(tenure: Tenure | null, patience: Patience): Promise<void> | undefined {
  if (tenure === null || !(tenure.lost || tenure.doubtful)) return undefined;
  const sure = tenure.lost ? Promise.resolve() : patience.until(() => tenure.renew());
  return sure.then(() => {
    if (tenure.lost) throw new StoreError('store/fenced', `The lease ${tenure.token.lease} was lost before an order was sent; whoever holds it now has found the order.`);
  });
}
