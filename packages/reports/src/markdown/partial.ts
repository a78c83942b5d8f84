import type { PartialStatistics } from '../fold/partial.ts';
import type { PartialRow } from '../row/partial-row.ts';
import { cutNote, factLines, heading, joined, type ReportOptions } from './document.ts';
import { instant, price, whole } from './format.ts';
import { table, type Column } from './table.ts';

export interface PartialReport extends Pick<ReportOptions<PartialRow>, 'facts' | 'columns'> {
  readonly symbol: string;
  readonly strategyName: string;
  readonly stats: PartialStatistics<unknown>;
  /** What `PartialFold.rows()` gives. */
  readonly rows: readonly PartialRow[];
}

export const PARTIAL_COLUMNS: readonly Column<PartialRow>[] = [
  { label: 'Action', cell: (row) => row.action.toUpperCase() },
  { label: 'Symbol', cell: (row) => row.symbol },
  { label: 'Strategy', cell: (row) => row.strategyName },
  { label: 'Signal ID', cell: (row) => row.signalId },
  { label: 'Position', cell: (row) => row.position.toUpperCase() },
  { label: 'Level %', cell: (row) => `${row.action === 'profit' ? '+' : '-'}${row.level}%` },
  { label: 'Current Price', cell: (row) => price(row.currentPrice) },
  { label: 'Timestamp', cell: (row) => instant(row.atMs) },
  { label: 'Mode', cell: (row) => (row.backtest ? 'Backtest' : 'Live') },
];

/** The report of milestones on the way to target and stop. */
export function partialMarkdown({ symbol, strategyName, stats, rows, facts, columns }: PartialReport): string {
  const head = heading('Partial Profit/Loss Report', `${symbol}:${strategyName}`, facts);
  if (stats.totalEvents === 0) return joined(head, 'No partial profit/loss events recorded yet.');
  const footer = [
    { label: 'Total events', value: whole(stats.totalEvents) },
    { label: 'Profit events', value: whole(stats.totalProfit) },
    { label: 'Loss events', value: whole(stats.totalLoss) },
  ];
  return joined(head, table(columns ?? PARTIAL_COLUMNS, rows), cutNote(rows.length, stats.totalEvents), factLines(footer));
}
