import type { Plan, SizeRequest } from '@tradewright/core';

const PLAN: Plan = { id: 'p', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60_000, note: '', createdAtMs: 0, waits: false };

/** A request of a long plan from 100 with its stop at 95, asked for while the market is at 101. */
export function requestOf(over: Partial<Plan> = {}, symbol = 'BTCUSDT'): SizeRequest {
  return { symbol, plan: { ...PLAN, ...over }, price: 101, nowMs: 0, exchangeName: '', account: null };
}

/** What is thrown, as a matcher: the code and every given part of the message. */
export function refused(code: string, ...parts: readonly string[]): unknown {
  return { asymmetricMatch: (error: unknown) => error instanceof Error && 'code' in error && error.code === code && parts.every((part) => error.message.includes(part)) };
}
