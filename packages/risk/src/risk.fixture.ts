import type { AccountView, ActivePosition, Closes, Plan, RiskEvent, RiskRequest, RiskRule, RiskVerdict, Trade } from '@tradewright/core';

export const MINUTE = 60_000;
export const HOUR: number = 60 * MINUTE;
/** A Monday. */
export const MONDAY_MS: number = Date.UTC(2024, 0, 1);

/** A long plan from 100 to 110 with its stop at 95. */
export function planOf(over: Partial<Plan> = {}): Plan {
  return { id: 'p', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: HOUR, note: '', createdAtMs: MONDAY_MS, waits: false, ...over };
}

export type PositionOver = Partial<Omit<ActivePosition, 'plan'>> & { readonly plan?: Partial<Plan> };

export function positionOf({ plan, ...over }: PositionOver = {}): ActivePosition {
  return { symbol: 'BTCUSDT', strategyName: 'trend', exchangeName: 'binance', quantity: 1, openedAtMs: MONDAY_MS, ...over, plan: planOf(plan) };
}

/** Prices of an account by symbol. */
export interface Prices {
  readonly marks?: Readonly<Record<string, number>>;
  readonly series?: Readonly<Record<string, readonly number[]>>;
}

/** An account of 10,000 that has won and lost nothing. */
export function accountOf(over: Partial<AccountView> = {}, { marks = {}, series = {} }: Prices = {}): AccountView {
  return {
    capitalQuote: 10_000,
    equityQuote: 10_000,
    peakEquityQuote: 10_000,
    dayStartEquityQuote: 10_000,
    markOf: ({ symbol }) => marks[symbol] ?? null,
    closes: ({ symbol }, _interval, limit) => (series[symbol] === undefined ? null : closesOf(series[symbol].slice(-limit))),
    ...over,
  };
}

function closesOf(prices: readonly number[]): Closes {
  return { length: prices.length, close: (row) => prices[row]! };
}

export type RequestOver = Partial<Omit<RiskRequest, 'plan'>> & { readonly plan?: Partial<Plan> };

/** A question for one unit of a long position in BTCUSDT at 100, with nothing open and 10,000 at hand. */
export function requestOf({ plan, ...over }: RequestOver = {}): RiskRequest {
  return { symbol: 'BTCUSDT', strategyName: 'trend', exchangeName: 'binance', at: 'creation', price: 100, nowMs: MONDAY_MS, quantity: 1, activePositions: [], account: accountOf(), ...over, plan: planOf(plan) };
}

export function judged(rule: RiskRule, over: RequestOver = {}, state: unknown = rule.initial): RiskVerdict {
  const verdict = rule.judge(requestOf(over), state);
  if (verdict instanceof Promise) throw new Error(`${rule.name} is not synchronous`);
  return verdict;
}

/** Why a rule says no; `null` for a yes to all that was wanted, the quantity for a yes to less. */
export function reasonOf(rule: RiskRule, over: RequestOver = {}, state: unknown = rule.initial): string | number | null {
  const verdict = judged(rule, over, state);
  return verdict.allowed ? (verdict.maxQuantity ?? null) : verdict.reason;
}

/** What a rule remembers after events. */
export function after(rule: RiskRule, events: readonly RiskEvent[], from: unknown = rule.initial): unknown {
  return events.reduce((state, event) => rule.fold!(state, event), from);
}

export function reserved(nowMs: number, over: PositionOver = {}): RiskEvent {
  return { kind: 'reserved', nowMs, equityQuote: null, position: positionOf(over) };
}

/** A trade that is closed at an instant with a result in quote currency. */
export function closed(nowMs: number, netQuote: number, over: PositionOver & { readonly reason?: Trade['reason'] } = {}): RiskEvent {
  const { reason = netQuote < 0 ? 'stop-loss' : 'take-profit', ...position } = over;
  const fill = { orderId: 'o', atMs: nowMs, quotedPrice: 100, price: 100, quantity: 1, feeFrac: 0 };
  const trade: Trade = { plan: planOf(position.plan), entry: fill, exit: fill, openedAtMs: MONDAY_MS, closedAtMs: nowMs, reason, reasonText: null, ambiguous: false, truncated: false, pnlFrac: 0, pnlLowFrac: 0, pnlHighFrac: 0, maeFrac: 0, mfeFrac: 0 };
  return { kind: 'closed', nowMs, equityQuote: null, position: positionOf(position), trade, netQuote };
}

export function reset(ruleName: string | null = null, nowMs: number = MONDAY_MS): RiskEvent {
  return { kind: 'reset', nowMs, equityQuote: null, ruleName };
}

export function stopped(ruleName: string, reason: string, nowMs: number = MONDAY_MS): RiskEvent {
  return { kind: 'stopped', nowMs, equityQuote: null, ruleName, reason };
}

/** An event after which the account is worth this. */
export function worth(equityQuote: number, event: RiskEvent): RiskEvent {
  return { ...event, equityQuote };
}

/** What is thrown, as a matcher: the code and every given part of the message. */
export function mistaken(code: string, ...parts: readonly string[]): unknown {
  return { asymmetricMatch: (error: unknown) => error instanceof Error && 'code' in error && error.code === code && parts.every((part) => error.message.includes(part)) };
}
