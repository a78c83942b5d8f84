import { finite, ratio, ratioToDeviation } from '../number/finite.ts';

// The ratios of seed 004, by its formulas. They look at trades one by one, not at time: beside them stand those of `daily-ratios.ts`.

const DAYS_PER_YEAR = 365;

/** Percent of trades that won: `wins / total · 100` (seed 004). */
export function winRate(winCount: number, total: number): number | null {
  return ratio(winCount * 100, total);
}

/** Average result over its deviation, per trade, risk-free rate 0 (seed 004; Sharpe 1966, "Mutual Fund Performance"). */
export function sharpeRatio(avgPnl: number | null, stdDev: number | null): number | null {
  return ratioToDeviation(avgPnl, stdDev);
}

/** `sharpe · √365` (seed 004). It takes every trade for one day: right only for one trade a day. */
export function annualizedSharpeRatio(sharpe: number | null): number | null {
  return sharpe === null ? null : finite(sharpe * Math.sqrt(DAYS_PER_YEAR));
}

/** `avgWin / |avgLoss|` (seed 004), also known as payoff ratio; `null` unless there are both. */
export function certaintyRatio(avgWin: number | null, avgLoss: number | null): number | null {
  return avgLoss === null ? null : ratio(avgWin, Math.abs(avgLoss));
}

/** `avgPnl · 365 / avgDurationDays`, percent (seed 004; formula of reference §12.1). It takes the strategy to be always in the market. */
export function expectedYearlyReturns(avgPnl: number | null, avgDurationDays: number | null): number | null {
  return avgPnl === null ? null : ratio(avgPnl * DAYS_PER_YEAR, avgDurationDays);
}

/** Sum of wins over the absolute sum of losses (reference §12.4; Schwager 1984); `null` unless there are both. */
export function profitFactor(sumOfWins: number | null, sumOfLosses: number | null): number | null {
  return sumOfLosses === null ? null : ratio(sumOfWins, Math.abs(sumOfLosses));
}

/** `winRate · avgWin − lossRate · |avgLoss|`, percent a trade (seed 004; Tharp 1998); `null` unless there are both. A break-even is no loss. */
export function expectancy(winShare: number | null, avgWin: number | null, lossShare: number | null, avgLoss: number | null): number | null {
  if (winShare === null || avgWin === null || lossShare === null || avgLoss === null) return null;
  return finite(winShare * avgWin - lossShare * Math.abs(avgLoss));
}
