import type { RiskEvent, RiskRequest, RiskRule } from '@tradewright/core';
import fc from 'fast-check';
import { cashReserve, circuitBreaker, cooldown, dailyLossLimit, groups, maxDrawdown, maxExposure, maxOpenPositions, maxPositionCapital, maxSignals, minRewardToRisk, onePerSymbol, portfolioStop, tradingHours } from '../src/index.ts';

export const MINUTE = 60_000;
export const SYMBOLS: readonly string[] = ['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'DDDUSDT'];
const SECTORS: Readonly<Record<string, string>> = { AAAUSDT: 'one', BBBUSDT: 'one', CCCUSDT: 'two', DDDUSDT: 'two' };
const sectors = groups(Object.fromEntries(Object.entries(SECTORS).map(([symbol, sector]) => [symbol, { sector }])));

/** What has happened by the time of a request, as a witness has written it down. */
export interface Witnessed {
  readonly letInAtMs: readonly number[];
  readonly closed: readonly Extract<RiskEvent, { kind: 'closed' }>[];
}

/** A rule, and a count of its limit by hand: what must never be true of what all rules have let in. */
export interface Limit {
  readonly rule: RiskRule;
  isBroken(request: RiskRequest, witnessed: Witnessed): boolean;
}

/** Room for rounding in sums that are added up in another order. */
const ROUNDING = 1 + 1e-9;

const notional = ({ quantity, plan }: Pick<RiskRequest, 'quantity' | 'plan'>): number => quantity * plan.entryPrice;

function exposure({ activePositions, account, ...asked }: RiskRequest, symbols: (symbol: string) => boolean): number {
  const held = activePositions.filter(({ symbol }) => symbols(symbol)).map((position) => position.quantity * (account!.markOf(position) ?? position.plan.entryPrice));
  return [...held, symbols(asked.symbol) ? notional(asked) : 0].reduce((sum, value) => sum + value, 0);
}

const count = fc.integer({ min: 1, max: 4 });
const frac = fc.double({ min: 0.02, max: 0.5, noNaN: true });
const length = fc.integer({ min: 1, max: 120 }).map((minutes) => minutes * MINUTE);
const onExcess = fc.constantFrom('refuse' as const, 'reduce' as const);

const limits: Readonly<Record<string, fc.Arbitrary<Limit>>> = {
  open: count.map((max) => ({ rule: maxOpenPositions({ max }), isBroken: ({ activePositions }) => activePositions.length + 1 > max })),
  short: count.map((max) => ({
    rule: maxOpenPositions({ name: 'max-short', max, side: 'short' }),
    isBroken: ({ activePositions, plan }) => plan.side === 'short' && activePositions.filter((each) => each.plan.side === 'short').length + 1 > max,
  })),
  sector: count.map((max) => ({
    rule: maxOpenPositions({ name: 'max-sector', max, per: 'sector', groups: sectors }),
    isBroken: ({ activePositions, symbol }) => activePositions.filter((each) => SECTORS[each.symbol] === SECTORS[symbol]).length + 1 > max,
  })),
  single: fc.constant({ rule: onePerSymbol(), isBroken: ({ activePositions, symbol }) => activePositions.some((each) => each.symbol === symbol) }),
  symbolExposure: fc.tuple(frac, onExcess).map(([maxFrac, excess]) => ({
    rule: maxExposure({ name: 'max-symbol', maxFrac, per: 'symbol', onExcess: excess }),
    isBroken: (request) => exposure(request, (symbol) => symbol === request.symbol) > maxFrac * request.account!.equityQuote * ROUNDING,
  })),
  sectorExposure: fc.tuple(frac, onExcess).map(([maxFrac, excess]) => ({
    rule: maxExposure({ maxFrac, per: 'sector', groups: sectors, onExcess: excess }),
    isBroken: (request) => exposure(request, (symbol) => SECTORS[symbol] === SECTORS[request.symbol]) > maxFrac * request.account!.equityQuote * ROUNDING,
  })),
  capital: fc.tuple(frac, onExcess).map(([maxFrac, excess]) => ({
    rule: maxPositionCapital({ maxFrac, onExcess: excess }),
    isBroken: (request) => notional(request) > maxFrac * request.account!.equityQuote * ROUNDING,
  })),
  cash: fc.tuple(frac, onExcess).map(([minFrac, excess]) => ({
    rule: cashReserve({ minFrac, onExcess: excess }),
    isBroken: (request) => request.account!.equityQuote - exposure(request, () => true) < (minFrac * request.account!.equityQuote) / ROUNDING - 1e-6,
  })),
  signals: fc.tuple(count, length).map(([max, windowMs]) => ({
    rule: maxSignals({ max, windowMs }),
    isBroken: ({ nowMs }, { letInAtMs }) => letInAtMs.filter((atMs) => atMs > nowMs - windowMs).length + 1 > max,
  })),
  pause: length.map((afterLossMs) => ({
    rule: cooldown({ afterLossMs }),
    isBroken: ({ symbol, nowMs }, { closed }) => closed.some((each) => each.position.symbol === symbol && each.netQuote < 0 && nowMs < each.trade.closedAtMs + afterLossMs),
  })),
  breaker: count.map((losses) => ({
    rule: circuitBreaker({ losses }),
    isBroken: (_request, { closed }) => closed.some((_each, i) => i + 1 >= losses && closed.slice(i + 1 - losses, i + 1).every(({ netQuote }) => netQuote < 0)),
  })),
  day: frac.map((maxLossFrac) => ({
    rule: dailyLossLimit({ maxLossFrac: maxLossFrac / 20 }),
    isBroken: ({ account }) => account!.equityQuote < account!.dayStartEquityQuote * (1 - maxLossFrac / 20) * (1 - 1e-9),
  })),
  drawdown: frac.map((maxDrawdownFrac) => ({
    rule: maxDrawdown({ maxDrawdownFrac: maxDrawdownFrac / 20 }),
    isBroken: ({ account }) => account!.equityQuote < account!.peakEquityQuote * (1 - maxDrawdownFrac / 20) * (1 - 1e-9),
  })),
  reward: fc.double({ min: 0.2, max: 2, noNaN: true }).map((min) => ({
    rule: minRewardToRisk({ min }),
    isBroken: ({ plan }) => Math.abs(plan.takeProfitPrice - plan.entryPrice) * ROUNDING < min * Math.abs(plan.entryPrice - plan.stopLossPrice),
  })),
  hours: fc.integer({ min: 1, max: 5 }).map((hour) => ({
    rule: tradingHours({ sessions: [{ days: ['mon', 'tue'], from: '00:00', to: `0${hour}:00` }] }),
    isBroken: ({ nowMs }) => new Date(nowMs).getUTCHours() >= hour,
  })),
  stop: frac.map((maxDrawdownFrac) => ({
    rule: portfolioStop({ maxDrawdownFrac: maxDrawdownFrac / 20 }),
    isBroken: ({ account }) => account!.equityQuote < account!.peakEquityQuote * (1 - maxDrawdownFrac / 20) * (1 - 1e-9),
  })),
};

/** One to six rules of different kinds, in any order. */
export const limitSets: fc.Arbitrary<readonly Limit[]> = fc
  .shuffledSubarray(Object.keys(limits), { minLength: 1, maxLength: 6 })
  .chain((names) => fc.tuple(...names.map((name) => limits[name]!)));

/** Each kind once. */
export const everyLimit: fc.Arbitrary<readonly Limit[]> = fc.tuple(...Object.values(limits));
