import type { AccountView, ActivePosition, Plan, RiskRequest } from '@tradewright/core';
import { cashReserve, compose, cooldown, dailyLossLimit, groups, maxExposure, maxOpenPositions, maxSignals, minRewardToRisk, onePerSymbol } from '@tradewright/risk';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const POSITIONS = 100;
const CHECKS_A_ROUND = 2000;
const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2024, 0, 1, 12);
const sectorOf = (i: number): string => `sector-${i % 10}`;

const symbols = Array.from({ length: POSITIONS + 1 }, (_unused, i) => `COIN${i}USDT`);
const sectors = new Map(symbols.map((symbol, i) => [symbol, sectorOf(i)]));
const marks = new Map(symbols.map((symbol, i) => [symbol, 90 + (i % 20)]));
const letInAtMs = [3, 2, 1].map((hours) => NOW_MS - hours * HOUR_MS);
const untilMs: Readonly<Record<string, number>> = Object.fromEntries(symbols.slice(0, 20).map((symbol) => [symbol, NOW_MS + HOUR_MS]));

const account: AccountView = {
  capitalQuote: 100_000,
  equityQuote: 100_000,
  peakEquityQuote: 100_000,
  dayStartEquityQuote: 100_000,
  markOf: ({ symbol }) => marks.get(symbol) ?? null,
  closes: () => null,
};

function planOf(i: number): Plan {
  return { id: `p${i}`, side: i % 2 === 0 ? 'long' : 'short', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: HOUR_MS, note: '', createdAtMs: NOW_MS, waits: false };
}

function positionOf(i: number): ActivePosition {
  return { symbol: symbols[i]!, strategyName: `strategy-${i % 5}`, exchangeName: 'binance', plan: planOf(i), quantity: 5, openedAtMs: NOW_MS };
}

const request: RiskRequest = { ...positionOf(POSITIONS), at: 'creation', price: 100, nowMs: NOW_MS, activePositions: Array.from({ length: POSITIONS }, (_unused, i) => positionOf(i)), account };

const house = compose('house', [
  maxOpenPositions({ max: 150 }),
  maxOpenPositions({ name: 'max-long', max: 80, side: 'long' }),
  maxOpenPositions({ name: 'max-strategy', max: 40, per: 'strategy' }),
  onePerSymbol(),
  maxExposure({ name: 'max-sector', maxFrac: 0.3, per: 'sector', groups: groups(Object.fromEntries(symbols.map((symbol, i) => [symbol, { sector: sectorOf(i) }]))) }),
  cashReserve({ minFrac: 0.1 }),
  maxSignals({ max: 10, windowMs: 24 * HOUR_MS }),
  cooldown({ afterStopMs: HOUR_MS }),
  dailyLossLimit({ maxLossFrac: 0.05 }),
  minRewardToRisk({ min: 1.5 }),
]);
const states = { 'max-signals': { atMs: letInAtMs }, cooldown: { untilMs } };

const valueOf = (position: ActivePosition): number => position.quantity * (marks.get(position.symbol) ?? position.plan.entryPrice);

/** The same ten limits as somebody would write them who wants a yes or no, and nothing else. */
const byHand: readonly ((asked: RiskRequest) => boolean)[] = [
  ({ activePositions }) => activePositions.length + 1 <= 150,
  ({ activePositions, plan }) => {
    if (plan.side !== 'long') return true;
    let open = 0;
    for (const each of activePositions) if (each.plan.side === 'long') open++;
    return open + 1 <= 80;
  },
  ({ activePositions, strategyName }) => {
    let open = 0;
    for (const each of activePositions) if (each.strategyName === strategyName) open++;
    return open + 1 <= 40;
  },
  ({ activePositions, symbol }) => {
    for (const each of activePositions) if (each.symbol === symbol) return false;
    return true;
  },
  ({ activePositions, symbol, quantity, plan }) => {
    const sector = sectors.get(symbol);
    let exposureQuote = quantity * plan.entryPrice;
    for (const each of activePositions) if (sectors.get(each.symbol) === sector) exposureQuote += valueOf(each);
    return exposureQuote <= 0.3 * account.equityQuote;
  },
  ({ activePositions, quantity, plan }) => {
    let exposureQuote = quantity * plan.entryPrice;
    for (const each of activePositions) exposureQuote += valueOf(each);
    return account.equityQuote - exposureQuote >= 0.1 * account.equityQuote;
  },
  ({ nowMs }) => {
    let recent = 0;
    for (const atMs of letInAtMs) if (atMs > nowMs - 24 * HOUR_MS) recent++;
    return recent + 1 <= 10;
  },
  ({ symbol, nowMs }) => nowMs >= (untilMs[symbol] ?? 0),
  () => (account.dayStartEquityQuote - account.equityQuote) / account.dayStartEquityQuote < 0.05,
  ({ plan }) => Math.abs(plan.takeProfitPrice - plan.entryPrice) / Math.abs(plan.entryPrice - plan.stopLossPrice) >= 1.5,
];

/** Ten rules composed into one over a hundred open positions, against ten functions that are called by hand. */
export async function riskCheck(): Promise<BenchResult> {
  const verdict = house.judge(request, states);
  if (JSON.stringify(verdict) !== '{"allowed":true}') throw new Error(`the rules said ${JSON.stringify(verdict)}`);
  if (!byHand.every((check) => check(request))) throw new Error('the functions said no');
  let allowed = 0;
  const ours = (): void => {
    for (let n = 0; n < CHECKS_A_ROUND; n++) if ((house.judge(request, states) as { readonly allowed: boolean }).allowed) allowed++;
  };
  const theirs = (): void => {
    for (let n = 0; n < CHECKS_A_ROUND; n++) if (byHand.every((check) => check(request))) allowed++;
  };
  const rounds = { warmUp: 20, counted: 41 };
  const [a, b] = await inTurn(ours, theirs, rounds);
  if (allowed !== 2 * CHECKS_A_ROUND * (rounds.warmUp + rounds.counted)) throw new Error('not every check was made');
  return lineOf(a, b, 3, `${((a / CHECKS_A_ROUND) * 1000).toFixed(1)} µs a request for ten rules and ${POSITIONS} positions, ${((b / CHECKS_A_ROUND) * 1000).toFixed(1)} by hand`);
}
