import type { ClosedStatistics } from '../fold/closed-statistics.ts';
import type { EquityStatistics } from '../fold/equity-statistics.ts';
import type { Fact } from './document.ts';
import { fixed, instant, NONE, percent, signedPercent, whole } from './format.ts';

const HIGHER = ' (higher is better)';
const LOWER = ' (lower is better)';

/** The seeds' ratios as lines of a footer. */
export function closedFacts(stats: ClosedStatistics): Fact[] {
  const counts = ` (${stats.winCount}W / ${stats.lossCount}L)`;
  return [
    { label: 'Win rate', value: judged(percent(stats.winRate), counts + HIGHER) },
    { label: 'Average PNL', value: judged(signedPercent(stats.avgPnl), HIGHER) },
    { label: 'Total PNL', value: judged(signedPercent(stats.totalPnl), HIGHER) },
    { label: 'Standard Deviation', value: judged(percent(stats.stdDev, 3), LOWER) },
    { label: 'Sharpe Ratio', value: judged(fixed(stats.sharpeRatio, 3), HIGHER) },
    { label: 'Annualized Sharpe Ratio', value: judged(fixed(stats.annualizedSharpeRatio, 3), HIGHER) },
    { label: 'Certainty Ratio', value: judged(fixed(stats.certaintyRatio, 3), HIGHER) },
    { label: 'Expected Yearly Returns', value: judged(signedPercent(stats.expectedYearlyReturns), HIGHER) },
  ];
}

/** What equity did over time, and how far the result can be trusted. */
export function equityFacts(stats: EquityStatistics): Fact[] {
  return [
    { label: 'Daily Sharpe Ratio', value: judged(fixed(stats.dailySharpeRatio, 3), HIGHER) },
    { label: 'Daily Sortino Ratio', value: judged(fixed(stats.dailySortinoRatio, 3), HIGHER) },
    { label: 'Calmar Ratio', value: judged(fixed(stats.calmarRatio, 3), HIGHER) },
    { label: 'Compound Yearly Growth', value: judged(signedPercent(stats.cagr), HIGHER) },
    { label: 'Maximum Drawdown', value: judged(percent(stats.maxDrawdown), drawdownDates(stats) + LOWER) },
    { label: 'PNL Interval', value: interval(stats) },
    ...(stats.truncatedCount === 0 ? [] : [{ label: 'Cut off by the end of data', value: whole(stats.truncatedCount) }]),
  ];
}

function judged(text: string, verdict: string): string {
  return text === NONE ? NONE : text + verdict;
}

function drawdownDates(stats: EquityStatistics): string {
  if (stats.maxDrawdownTroughAtMs === null) return '';
  const recovered = stats.maxDrawdownRecoveredAtMs === null ? 'not recovered' : `recovered ${instant(stats.maxDrawdownRecoveredAtMs)}`;
  return ` (${instant(stats.maxDrawdownPeakAtMs)} to ${instant(stats.maxDrawdownTroughAtMs)}, ${recovered})`;
}

function interval({ pnlInterval: { low, high, ambiguousCount, label } }: EquityStatistics): string {
  if (low === null || high === null) return NONE;
  const order = label === 'first-order' ? ', first-order' : '';
  return `${signedPercent(low)} to ${signedPercent(high)} (${ambiguousCount} ambiguous${order})`;
}
