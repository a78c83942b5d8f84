import type { ActivePosition } from '../ports/active-position.ts';
import type { RiskEvent, RiskRequest } from '../ports/risk-rule.ts';
import type { SizeRequest } from '../ports/sizer.ts';
import type { ExitReason } from '../signal/exit.ts';
import { netMoney, netReturn } from '../signal/pnl.ts';
import type { Fill, Plan } from '../signal/signal.ts';
import { MINUTE_MS, type Price, type TimestampMs } from '../units.ts';
import { stillAccount } from './still-account.ts';

/** When everything here happens unless told otherwise: a Wednesday noon. */
const NOW_MS: TimestampMs = Date.UTC(2024, 0, 3, 12);

const PLAN: Plan = { id: 'asked', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60 * MINUTE_MS, note: '', createdAtMs: NOW_MS, waits: false };
const ASKER = { symbol: 'BTCUSDT', strategyName: 'trend', exchangeName: 'binance' };

/** A plan for a test: long from 100, its target at 110, its stop at 95. */
export function planOf(over: Partial<Plan> = {}): Plan {
  return { ...PLAN, ...over };
}

/** A position for a test: one unit of `planOf()`, opened at noon. */
export function positionOf(over: Partial<ActivePosition> = {}): ActivePosition {
  return { ...ASKER, plan: planOf({ id: 'held' }), quantity: 1, openedAtMs: NOW_MS, ...over };
}

/** A question to risk rules for a test: one unit of `planOf()`, nothing held, an account of 10,000. */
export function riskRequestOf(over: Partial<RiskRequest> = {}): RiskRequest {
  return { ...ASKER, plan: PLAN, at: 'creation', price: 100, nowMs: NOW_MS, quantity: 1, activePositions: [], account: stillAccount(), ...over };
}

/** A question to a sizer for a test: `planOf()`, an account of 10,000. */
export function sizeRequestOf(over: Partial<SizeRequest> = {}): SizeRequest {
  const { symbol, exchangeName } = ASKER;
  return { symbol, exchangeName, plan: PLAN, price: 100, nowMs: NOW_MS, account: stillAccount(), ...over };
}

/** What rules are told when a position is closed at a price, without costs. */
export function closedEventOf(position: ActivePosition, exitPrice: Price, reason: ExitReason, nowMs: TimestampMs = NOW_MS): RiskEvent {
  const { plan, quantity, openedAtMs } = position;
  const fillAt = (leg: string, price: Price, atMs: TimestampMs): Fill => ({ orderId: `${plan.id}:${leg}`, atMs, quotedPrice: price, price, quantity, feeFrac: 0 });
  const [entry, exit] = [fillAt('entry', plan.entryPrice, openedAtMs), fillAt('exit', exitPrice, nowMs)];
  const pnlFrac = netReturn(plan.side, entry, exit);
  const trade = {
    plan, entry, exit, openedAtMs, closedAtMs: nowMs, reason, reasonText: null, ambiguous: false, truncated: false,
    pnlFrac, pnlLowFrac: pnlFrac, pnlHighFrac: pnlFrac, maeFrac: Math.min(pnlFrac, 0), mfeFrac: Math.max(pnlFrac, 0),
  };
  return { kind: 'closed', nowMs, equityQuote: null, position, trade, netQuote: netMoney(plan.side, entry, exit) + 0 };
}
