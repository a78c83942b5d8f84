import type { OrderRequest } from '../ports/broker.ts';
import { slipped, type Costs } from '../signal/pnl.ts';
import type { Fill } from '../signal/signal.ts';

/** How a paper order fills: at its price, with slippage against the trader, in full. */
export function paperFill(order: OrderRequest, costs: Costs): Fill {
  return {
    orderId: order.id,
    atMs: order.atMs,
    quotedPrice: order.price,
    price: slipped(order.price, order.side, order.leg, costs.slippageFrac),
    quantity: order.quantity,
    feeFrac: costs.feeFrac,
  };
}
