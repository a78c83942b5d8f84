import { DAY_MS } from '@tradewright/core';
import fc from 'fast-check';
import type { ClosedRow } from '../src/row/closed-row.ts';
import type { LiveRow } from '../src/row/live-row.ts';
import type { PartialRow } from '../src/row/partial-row.ts';
import type { PerformanceRow } from '../src/row/performance-row.ts';
import type { RiskRow } from '../src/row/risk-row.ts';
import type { ScheduleRow } from '../src/row/schedule-row.ts';

export const HOUR_MS = 3_600_000;
export const START = Date.UTC(2024, 0, 1);

/** A closed trade; its bounds equal its result unless told otherwise. */
export function closed(pnlPercentage: number, changes: Partial<ClosedRow> = {}): ClosedRow {
  return {
    symbol: 'BTCUSDT',
    strategyName: 'trend',
    exchangeName: 'binance',
    signalId: 'a1',
    position: 'long',
    note: '',
    priceOpen: 100,
    priceClose: 100 + pnlPercentage,
    priceTakeProfit: 110,
    priceStopLoss: 95,
    pnlPercentage,
    pnlLowPercentage: pnlPercentage,
    pnlHighPercentage: pnlPercentage,
    maePercentage: Math.min(0, pnlPercentage) - 0.5,
    mfePercentage: Math.max(0, pnlPercentage) + 0.5,
    feePercentage: 0.2,
    slippagePercentage: 0.1,
    ambiguous: false,
    truncated: false,
    closeReason: 'take_profit',
    scheduledAtMs: START,
    openedAtMs: START,
    closedAtMs: START + 6 * HOUR_MS,
    ...changes,
  };
}

/** Trades one after another, each of six hours, beginning on days of their own. */
export function daily(...pnls: readonly number[]): ClosedRow[] {
  return pnls.map((pnl, i) => closed(pnl, { openedAtMs: START + i * DAY_MS, closedAtMs: START + i * DAY_MS + 6 * HOUR_MS }));
}

export function live(action: LiveRow['action'], minute: number, changes: Partial<LiveRow> = {}): LiveRow {
  const isIdle = action === 'idle';
  return {
    atMs: START + minute * 60_000,
    action,
    symbol: 'BTCUSDT',
    strategyName: 'trend',
    signalId: isIdle ? null : 'a1',
    position: isIdle ? null : 'long',
    note: isIdle ? null : 'up',
    currentPrice: 100,
    priceOpen: isIdle ? null : 100,
    priceTakeProfit: isIdle ? null : 110,
    priceStopLoss: isIdle ? null : 95,
    percentTp: action === 'active' ? 50 : null,
    percentSl: action === 'active' ? 0 : null,
    closed: null,
    ...changes,
  };
}

export function scheduled(action: ScheduleRow['action'], minute: number, changes: Partial<ScheduleRow> = {}): ScheduleRow {
  return {
    atMs: START + minute * 60_000,
    action,
    symbol: 'BTCUSDT',
    strategyName: 'trend',
    exchangeName: 'binance',
    signalId: 'a1',
    position: 'long',
    note: '',
    currentPrice: 101,
    priceOpen: 100,
    priceTakeProfit: 110,
    priceStopLoss: 95,
    scheduledAtMs: START,
    ...changes,
  };
}

/** Trades of several symbols at any times, some at one instant, some ambiguous. */
export const anyTrades: fc.Arbitrary<ClosedRow[]> = fc.array(
  fc
    .record({
      pnl: fc.oneof(fc.double({ min: -150, max: 500, noNaN: true }), fc.constantFrom(0, 1, -1, 0.1)),
      symbol: fc.constantFrom('BTCUSDT', 'ETH/USDT', 'SOLUSDT'),
      hour: fc.oneof(fc.integer({ min: 0, max: 24 * 40 }), fc.integer({ min: 0, max: 3 })),
      hours: fc.oneof(fc.integer({ min: 0, max: 48 }), fc.constant(6)),
      ambiguous: fc.boolean(),
      truncated: fc.boolean(),
      cost: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ pnl, symbol, hour, hours, ambiguous, truncated, cost }) =>
      closed(pnl, {
        symbol,
        ambiguous,
        truncated,
        pnlLowPercentage: ambiguous ? pnl - 1 : pnl,
        maePercentage: -cost * 7,
        mfePercentage: cost * 3,
        feePercentage: cost,
        slippagePercentage: cost / 3,
        priceClose: 100 + cost,
        openedAtMs: START + hour * HOUR_MS,
        closedAtMs: START + (hour + hours) * HOUR_MS,
      }),
    ),
  { maxLength: 60, size: 'max' },
);

/** A milestone; later levels come later. */
export function partial(action: PartialRow['action'], level: number, changes: Partial<PartialRow> = {}): PartialRow {
  return { atMs: START + level * 60_000, action, symbol: 'BTCUSDT', strategyName: 'trend', signalId: 'a1', position: 'long', level, currentPrice: 101, backtest: true, ...changes };
}

export function risk(changes: Partial<RiskRow>): RiskRow {
  return {
    atMs: START,
    symbol: 'BTCUSDT',
    strategyName: 'trend',
    exchangeName: 'binance',
    signalId: 'a1',
    position: 'short',
    note: '',
    priceOpen: null,
    priceTakeProfit: 90,
    priceStopLoss: 105,
    currentPrice: 100,
    activePositionCount: 3,
    reason: 'three positions are enough',
    ...changes,
  };
}

export function measured(metricType: string, durationMs: number, atMs: number = START, previousAtMs: number | null = null): PerformanceRow {
  return { metricType, durationMs, atMs, previousAtMs };
}
