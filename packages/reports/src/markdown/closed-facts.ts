import type { TradeFigures, TradeStatistics } from '../fold/trade-statistics.ts';
import type { Distribution } from '../metric/distribution.ts';
import type { Fact } from './document.ts';
import { days, fixed, instant, NONE, percent, signedPercent, whole } from './format.ts';

const HIGHER = ' (higher is better)';
const LOWER = ' (lower is better)';

/** The seeds' ratios as lines of a footer. */
export function closedFacts(stats: TradeStatistics): Fact[] {
  const told = teller(stats);
  const counts = ` (${stats.winCount}W / ${stats.lossCount}L)`;
  return [
    told('Win rate', 'winRate', percent(stats.winRate), counts + HIGHER),
    told('Average PNL', 'avgPnl', signedPercent(stats.avgPnl), HIGHER),
    told('Total PNL', 'totalPnl', signedPercent(stats.totalPnl), HIGHER),
    told('Standard Deviation', 'stdDev', percent(stats.stdDev, 3), LOWER),
    told('Sharpe Ratio', 'sharpeRatio', fixed(stats.sharpeRatio, 3), HIGHER),
    told('Annualized Sharpe Ratio', 'annualizedSharpeRatio', fixed(stats.annualizedSharpeRatio, 3), HIGHER),
    told('Certainty Ratio', 'certaintyRatio', fixed(stats.certaintyRatio, 3), HIGHER),
    told('Expected Yearly Returns', 'expectedYearlyReturns', signedPercent(stats.expectedYearlyReturns), HIGHER),
  ];
}

/** What equity did over time, what trading cost, and how far the result can be trusted. */
export function equityFacts(stats: TradeStatistics): Fact[] {
  const told = teller(stats);
  return [
    told('Daily Sharpe Ratio', 'dailySharpeRatio', fixed(stats.dailySharpeRatio, 3), HIGHER),
    told('Daily Sortino Ratio', 'dailySortinoRatio', fixed(stats.dailySortinoRatio, 3), HIGHER),
    told('Calmar Ratio', 'calmarRatio', fixed(stats.calmarRatio, 3), HIGHER),
    told('Compound Yearly Growth', 'cagr', signedPercent(stats.cagr), HIGHER),
    told('Maximum Drawdown', 'maxDrawdown', percent(stats.maxDrawdown), drawdownDates(stats) + LOWER),
    told('Exposure', 'exposure', percent(stats.exposure), ' of the time'),
    told('Turnover', 'turnover', fixed(stats.turnover, 1), ' times a year'),
    told('Fees', 'totalFees', percent(stats.totalFees), shareOf(stats.feeShare)),
    told('Slippage', 'totalSlippage', percent(stats.totalSlippage), shareOf(stats.slippageShare)),
    told('Adverse Excursion', 'mae', excursion(stats.mae, stats.mae?.p5), ''),
    told('Favourable Excursion', 'mfe', excursion(stats.mfe, stats.mfe?.p95), ''),
    told('Probabilistic Sharpe Ratio', 'probabilisticSharpeRatio', fixed(stats.probabilisticSharpeRatio, 3), HIGHER),
    told('Deflated Sharpe Ratio', 'deflatedSharpeRatio', fixed(stats.deflatedSharpeRatio, 3), HIGHER),
    ...bootstrapFacts(stats),
    { label: 'PNL Interval', value: interval(stats) },
    ...(stats.truncatedCount === 0 ? [] : [{ label: 'Cut off by the end of data', value: whole(stats.truncatedCount) }]),
  ];
}

/** Where there is no value, the reason stands instead of the verdict. */
function teller({ reasons }: TradeStatistics): (label: string, name: keyof TradeFigures, text: string, verdict: string) => Fact {
  return (label, name, text, verdict) => {
    const reason = reasons[name];
    if (text !== NONE) return { label, value: text + verdict };
    return { label, value: reason === undefined ? NONE : `${NONE} (${reason})` };
  };
}

function drawdownDates(stats: TradeStatistics): string {
  const { maxDrawdownPeakAtMs, maxDrawdownTroughAtMs, maxDrawdownRecoveredAtMs, maxDrawdownRecoveryMs } = stats;
  if (maxDrawdownTroughAtMs === null) return '';
  const recovered = maxDrawdownRecoveredAtMs === null ? 'not recovered' : `recovered ${instant(maxDrawdownRecoveredAtMs)} after ${days(maxDrawdownRecoveryMs)}`;
  return ` (${instant(maxDrawdownPeakAtMs)} to ${instant(maxDrawdownTroughAtMs)}, ${recovered})`;
}

function shareOf(share: number | null): string {
  return share === null ? LOWER : ` (${percent(share, 1)} of the result before costs)${LOWER}`;
}

/** The middle of a distribution and the end that matters. */
function excursion(values: Distribution | null, tail: number | undefined): string {
  return values === null ? NONE : `${signedPercent(values.median)} median, ${signedPercent(tail)} one in twenty`;
}

/** Shown where intervals were asked for. */
function bootstrapFacts({ bootstrap }: TradeStatistics): Fact[] {
  if (bootstrap === null) return [];
  const { meanPnl, maxDrawdown, level, resamples, seed } = bootstrap;
  const how = ` (${percent(level * 100, 0)} of ${whole(resamples)} histories, seed ${whole(seed)})`;
  return [
    { label: 'Average PNL, bootstrap', value: `${signedPercent(meanPnl.low)} to ${signedPercent(meanPnl.high)}${how}` },
    { label: 'Maximum Drawdown, bootstrap', value: `${percent(maxDrawdown.low)} to ${percent(maxDrawdown.high)}${how}` },
  ];
}

function interval({ pnlInterval: { low, high, ambiguousCount, label } }: TradeStatistics): string {
  if (low === null || high === null) return NONE;
  const order = label === 'first-order' ? ', first-order' : '';
  return `${signedPercent(low)} to ${signedPercent(high)} (${ambiguousCount} ambiguous${order})`;
}
