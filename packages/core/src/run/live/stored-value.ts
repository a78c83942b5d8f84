import type { Fill, Plan } from '../../signal/signal.ts';

/** Whether a value is a fill. A fee below 0 is what some exchanges pay to makers. */
export function isFill(fill: unknown): boolean {
  if (!isFields(fill)) return false;
  const { orderId, atMs, price, quotedPrice, quantity, feeFrac } = fill as Partial<Fill>;
  return typeof orderId === 'string' && isCount(atMs) && [price, quotedPrice, quantity].every(isPrice) && typeof feeFrac === 'number' && Number.isFinite(feeFrac);
}

/** Whether a stored value is a plan. */
export function isPlan(plan: unknown): boolean {
  if (!isFields(plan)) return false;
  const { id, side, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMs, createdAtMs, waits } = plan as Partial<Plan>;
  return typeof id === 'string' && isSide(side) && typeof waits === 'boolean' && [entryPrice, takeProfitPrice, stopLossPrice, lifetimeMs].every(isPrice) && isCount(createdAtMs);
}

/** Whether a stored value has fields: no list. */
export function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same, with each of them as it should be. */
export function everyField(value: unknown, isRight: (field: unknown) => boolean): boolean {
  return isFields(value) && Object.values(value).every(isRight);
}

/** Whether a stored value is a side of a position. */
export function isSide(value: unknown): boolean {
  return value === 'long' || value === 'short';
}

/** Whether a stored value is a number above 0. */
export function isPrice(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < Infinity;
}

/** Whether a stored value is a number from 0 on. */
export function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
