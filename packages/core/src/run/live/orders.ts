import { EngineError, type ErrorCause } from '../../error.ts';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import { textOfThrown } from '../../thrown.ts';
import { isFill } from './stored-value.ts';

/**
 * Whoever executes orders could not: the order is placed again at the next tick, under the same id. Or it would not let a
 * position go (`broker/rejected`): its exit is decided anew at the next tick.
 */
export class BrokerError extends EngineError {
  readonly code: 'broker/failed' | 'broker/rejected';
  readonly retryable = true;

  constructor(message: string, options?: ErrorCause & { readonly code?: 'broker/rejected' }) {
    super(message, options);
    this.code = options?.code ?? 'broker/failed';
  }
}

export interface OrdersParts {
  readonly broker: Broker;
  /** `false`: it was called off before it was written. */
  readonly writeDown: (order: OrderRequest) => Promise<boolean>;
  /** Why no entry may be sent for now; else `null`. Exits are never held up. */
  readonly halted: () => string | null;
  /** Throws where somebody else trades this run by now; `undefined` where that cannot be. */
  readonly makeSure: () => Promise<void> | undefined;
}

/** Sends orders, each of which was written down before: after a crash it is sent again under its id, never forgotten. */
export class Orders {
  readonly #parts: OrdersParts;
  /** The order that was written down, and may have been sent. */
  #sentId: string | null;

  /** @param sent - the order that was written down before a restart */
  constructor(parts: OrdersParts, sent: OrderRequest | null) {
    this.#parts = parts;
    this.#sentId = sent?.id ?? null;
  }

  /** @throws {BrokerError} when the broker could not; whatever writing it down throws */
  async place(order: OrderRequest): Promise<Placement> {
    const { writeDown, makeSure } = this.#parts;
    let again = this.#sentId === order.id;
    if (!again && !(await writeDown(order))) return this.#calledOff(order);
    this.#sentId = order.id;
    // A process that was stopped since may have been followed by another, which has found the order and sent it.
    const doubt = makeSure();
    if (doubt !== undefined) {
      await doubt;
      again = true;
    }
    try {
      return checkPlacement(await this.#send(order, again), order);
    } catch (cause) {
      throw new BrokerError(`${this.#parts.broker.name} could not execute order ${order.id}: ${textOfThrown(cause)}`, { cause });
    }
  }

  /** @param again - it may have been sent before */
  async #send(order: OrderRequest, again: boolean): Promise<Placement> {
    const { broker } = this.#parts;
    const mayEnter = (): boolean => order.leg === 'exit' || this.#parts.halted() === null;
    const known = again && !(broker.can.placeOnce && mayEnter()) ? await broker.find(order.id) : null;
    return known ?? (mayEnter() ? broker.place(order) : this.#calledOff(order));
  }

  #calledOff({ id }: OrderRequest): Placement {
    return { kind: 'rejected', orderId: id, reason: this.#parts.halted() ?? 'it is wanted no more' };
  }
}

/**
 * An answer to another order, or none at all, must not leave the run waiting for ever; and a fill that no store can keep
 * would be a position that no restart can go on with.
 */
function checkPlacement(placement: Placement, { id }: OrderRequest): Placement {
  const answered = placement?.kind === 'filled' ? placement.fill?.orderId : placement?.kind === 'rejected' ? placement.orderId : undefined;
  if (answered !== id) throw new Error(answered === undefined ? 'its answer is no placement' : `it answered for order ${String(answered)}`);
  if (placement.kind === 'filled' && !isFill(placement.fill)) throw new Error(`its fill cannot be: ${JSON.stringify(placement.fill)}`);
  return placement;
}
