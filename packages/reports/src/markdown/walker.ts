import type { BacktestStatistics } from '../fold/backtest.ts';
import { SHOWN } from '../fold/shown.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import type { WalkerMetric } from '../walker/metric.ts';
import { rankResults, type WalkerStatistics, type WalkerStrategyResult } from '../walker/ranking.ts';
import { cutNote, factLines, heading, joined, type ReportOptions } from './document.ts';
import { escapeText } from './escape.ts';
import { fixed, instant, NONE, percent, signedPercent, whole } from './format.ts';
import { table, type Column } from './table.ts';

type Stats = BacktestStatistics<unknown>;
type Result = WalkerStrategyResult<Stats>;

export interface WalkerReport extends Pick<ReportOptions<ClosedRow>, 'facts'> {
  readonly stats: WalkerStatistics<Stats>;
  /** The latest trades of a strategy, as `BacktestFold.rows()` gives them. */
  readonly rowsOf: (strategyName: string) => readonly ClosedRow[];
}

/** Strategies the comparison shows. */
const TOP = 10;

export function walkerColumns(metric: WalkerMetric): Column<Result & { readonly rank: number }>[] {
  return [
    { label: 'Rank', cell: (row) => whole(row.rank) },
    { label: 'Strategy', cell: (row) => row.strategyName },
    { label: metric, cell: (row) => fixed(row.metricValue, 4) },
    { label: 'Total Signals', cell: ({ stats }) => whole(stats.totalSignals) },
    { label: 'Win Rate', cell: ({ stats }) => percent(stats.winRate) },
    { label: 'Avg PNL', cell: ({ stats }) => signedPercent(stats.avgPnl) },
    { label: 'Total PNL', cell: ({ stats }) => signedPercent(stats.totalPnl) },
    { label: 'Sharpe Ratio', cell: ({ stats }) => fixed(stats.sharpeRatio, 3) },
    { label: 'Std Dev', cell: ({ stats }) => percent(stats.stdDev, 3) },
  ];
}

export const WALKER_SIGNAL_COLUMNS: readonly Column<ClosedRow>[] = [
  { label: 'Strategy', cell: (row) => row.strategyName },
  { label: 'Signal ID', cell: (row) => row.signalId },
  { label: 'Symbol', cell: (row) => row.symbol },
  { label: 'Position', cell: (row) => row.position.toUpperCase() },
  { label: 'PNL (net)', cell: (row) => signedPercent(row.pnlPercentage) },
  { label: 'Close Reason', cell: (row) => row.closeReason },
  { label: 'Open Time', cell: (row) => instant(row.openedAtMs) },
  { label: 'Close Time', cell: (row) => instant(row.closedAtMs) },
];

/** The report of a Walker: who did best, and by what trades. */
export function walkerMarkdown({ stats, rowsOf, facts = [] }: WalkerReport): string {
  const ranked = rankResults(stats.strategyResults);
  const best = ranked[0];
  const head = heading('Walker Comparison Report', stats.walkerName, [
    { label: 'Symbol', value: stats.symbol },
    { label: 'Exchange', value: stats.exchangeName },
    { label: 'Frame', value: stats.frameName },
    { label: 'Optimization Metric', value: stats.metric },
    { label: 'Strategies Tested', value: whole(ranked.length) },
    ...facts,
  ]);
  const top = ranked.slice(0, TOP).map((result, i) => ({ ...result, rank: i + 1 }));
  return joined(
    head,
    `## Best Strategy: ${best === undefined ? NONE : escapeText(best.strategyName)}`,
    factLines([
      { label: `Best ${stats.metric}`, value: fixed(best?.metricValue, 4) },
      { label: 'Total Signals', value: whole(best?.stats.totalSignals ?? 0) },
    ]),
    '## Top Strategies Comparison',
    top.length === 0 ? 'No strategy results available.' : table(walkerColumns(stats.metric), top),
    '## All Signals (PNL Table)',
    signals(ranked, rowsOf),
  );
}

/** Each strategy gets an equal share of the rows shown, so that the best one does not fill the list alone. */
function signals(ranked: readonly Result[], rowsOf: WalkerReport['rowsOf']): string {
  const share = Math.max(1, Math.floor(SHOWN / Math.max(1, ranked.length)));
  const rows = ranked.flatMap(({ strategyName }) => rowsOf(strategyName).slice(0, share));
  if (rows.length === 0) return 'No signals available.';
  const total = ranked.reduce((sum, { stats }) => sum + stats.totalSignals, 0);
  const note = cutNote(rows.length, total);
  return note === null ? table(WALKER_SIGNAL_COLUMNS, rows) : `${table(WALKER_SIGNAL_COLUMNS, rows)}\n\n${note}`;
}
