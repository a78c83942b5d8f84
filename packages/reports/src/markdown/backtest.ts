import type { BacktestStatistics } from '../fold/backtest.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { closedFacts, equityFacts } from './closed-facts.ts';
import { cutNote, factLines, heading, joined, noteColumn, type ReportOptions } from './document.ts';
import { instant, minutesBetween, price, signedPercent, whole } from './format.ts';
import { table, type Column } from './table.ts';

export interface BacktestReport extends ReportOptions<ClosedRow> {
  readonly strategyName: string;
  readonly stats: BacktestStatistics<unknown>;
  /** What `BacktestFold.rows()` gives. */
  readonly rows: readonly ClosedRow[];
}

export function backtestColumns(showNote?: boolean): Column<ClosedRow>[] {
  return [
    { label: 'Signal ID', cell: (row) => row.signalId },
    { label: 'Symbol', cell: (row) => row.symbol },
    { label: 'Position', cell: (row) => row.position.toUpperCase() },
    ...noteColumn<ClosedRow>(showNote),
    { label: 'Open Price', cell: (row) => price(row.priceOpen) },
    { label: 'Close Price', cell: (row) => price(row.priceClose) },
    { label: 'Take Profit', cell: (row) => price(row.priceTakeProfit) },
    { label: 'Stop Loss', cell: (row) => price(row.priceStopLoss) },
    { label: 'PNL (net)', cell: (row) => signedPercent(row.pnlPercentage) },
    { label: 'Close Reason', cell: (row) => row.closeReason },
    { label: 'Duration (min)', cell: (row) => minutesBetween(row.openedAtMs, row.closedAtMs) },
    { label: 'Open Time', cell: (row) => instant(row.openedAtMs) },
    { label: 'Close Time', cell: (row) => instant(row.closedAtMs) },
  ];
}

/** The report of a backtest. */
export function backtestMarkdown({ strategyName, stats, rows, showNote, facts, columns }: BacktestReport): string {
  const head = heading('Backtest Report', strategyName, facts);
  if (stats.totalSignals === 0) return joined(head, 'No signals closed yet.');
  const counts = [
    { label: 'Total signals', value: whole(stats.totalSignals) },
    { label: 'Closed signals', value: whole(stats.totalSignals) },
  ];
  return joined(
    head,
    table(columns ?? backtestColumns(showNote), rows),
    cutNote(rows.length, stats.totalSignals),
    factLines([...counts, ...closedFacts(stats), ...equityFacts(stats)]),
  );
}
