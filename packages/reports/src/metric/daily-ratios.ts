import { finite, ratio, ratioToDeviation } from '../number/finite.ts';
import type { ReturnShape } from '../number/sample.ts';

/** Crypto and most venues of this engine trade on every day of the year. */
const DAYS_PER_YEAR = 365;

/**
 * Mean daily return over its sample deviation, · √365, risk-free rate 0 (Sharpe 1994, "The Sharpe Ratio"). The factor
 * takes daily returns to be independent (Lo 2002, "The Statistics of Sharpe Ratios").
 */
export function dailySharpe({ mean, deviation }: Pick<ReturnShape, 'mean' | 'deviation'>): number | null {
  const sharpe = ratioToDeviation(mean, deviation);
  return sharpe === null ? null : finite(sharpe * Math.sqrt(DAYS_PER_YEAR));
}

/**
 * Mean daily return over the downside deviation √(Σ min(0, r)² / n) of all days, · √365, target 0 (Sortino and
 * van der Meer 1991, "Downside Risk").
 */
export function dailySortino({ mean, downside }: Pick<ReturnShape, 'mean' | 'downside'>): number | null {
  const sortino = ratioToDeviation(mean, downside);
  return sortino === null ? null : finite(sortino * Math.sqrt(DAYS_PER_YEAR));
}

/** Compound yearly growth in percent: `growth^(365 / days) − 1`, `growth` being final over first equity (CFA Institute, "GIPS", geometric linking). */
export function compoundGrowth(growth: number, days: number): number | null {
  return days > 0 && growth >= 0 ? finite((growth ** (DAYS_PER_YEAR / days) - 1) * 100) : null;
}

/** Compound yearly growth over maximum drawdown, both percent (Young 1991, "Calmar Ratio: A Smoother Tool"). */
export function calmarRatio(cagr: number | null, maxDrawdown: number | null): number | null {
  return ratio(cagr, maxDrawdown);
}

/** How often a year equity is turned over: half of what is bought and sold, over equity (Grinold and Kahn 2000, "Active Portfolio Management", ch. 16). */
export function yearlyTurnover(legs: number, days: number): number | null {
  return ratio((legs / 2) * DAYS_PER_YEAR, days);
}
