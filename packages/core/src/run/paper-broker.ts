import type { Broker, OrderRequest, Placement } from '../ports/broker.ts';
import { paperFill } from './paper-fill.ts';
import type { Costs } from '../signal/pnl.ts';

/** Orders that are remembered: nobody sends one again after so many others. */
const REMEMBERED = 10_000;

/** Fills every order at its price, in full and at once; the same id only once. */
export class PaperBroker implements Broker {
  readonly name = 'paper';
  readonly can = { placeOnce: true } as const;
  readonly #costs: Costs;
  readonly #placed = new Map<string, Placement>();

  constructor(costs: Costs) {
    this.#costs = costs;
  }

  place(order: OrderRequest): Placement {
    const before = this.#placed.get(order.id);
    if (before !== undefined) return before;
    const placement = this.#judge(order);
    this.#placed.set(order.id, placement);
    if (this.#placed.size > REMEMBERED) this.#placed.delete(this.#placed.keys().next().value!);
    return placement;
  }

  find(orderId: string): Placement | null {
    return this.#placed.get(orderId) ?? null;
  }

  async close(): Promise<void> {}

  #judge(order: OrderRequest): Placement {
    if (!(order.quantity > 0 && order.quantity < Infinity)) return { kind: 'rejected', orderId: order.id, reason: `quantity ${order.quantity} is not positive` };
    if (!(order.price > 0 && order.price < Infinity)) return { kind: 'rejected', orderId: order.id, reason: `price ${order.price} is not positive` };
    return { kind: 'filled', fill: paperFill(order, this.#costs) };
  }
}
