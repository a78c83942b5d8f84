import type { LiveStatistics } from '../fold/live.ts';
import type { LiveRow } from '../row/live-row.ts';
import { closedFacts, equityFacts } from './closed-facts.ts';
import { cutNote, factLines, heading, joined, noteColumn, type ReportOptions } from './document.ts';
import { instant, minutesBetween, NONE, percent, price, signedPercent, whole } from './format.ts';
import { table, type Column } from './table.ts';

export interface LiveReport extends ReportOptions<LiveRow> {
  readonly strategyName: string;
  readonly stats: LiveStatistics<unknown>;
  /** What `LiveFold.rows()` gives. */
  readonly rows: readonly LiveRow[];
}

export function liveColumns(showNote?: boolean): Column<LiveRow>[] {
  return [
    { label: 'Timestamp', cell: (row) => instant(row.atMs) },
    { label: 'Action', cell: (row) => row.action.toUpperCase() },
    { label: 'Symbol', cell: (row) => row.symbol },
    { label: 'Signal ID', cell: (row) => row.signalId ?? NONE },
    { label: 'Position', cell: (row) => row.position?.toUpperCase() ?? NONE },
    ...noteColumn<LiveRow>(showNote),
    { label: 'Current Price', cell: (row) => price(row.currentPrice) },
    { label: 'Open Price', cell: (row) => price(row.priceOpen) },
    { label: 'Take Profit', cell: (row) => price(row.priceTakeProfit) },
    { label: 'Stop Loss', cell: (row) => price(row.priceStopLoss) },
    { label: '% to TP', cell: (row) => percent(row.percentTp) },
    { label: '% to SL', cell: (row) => percent(row.percentSl) },
    { label: 'PNL (net)', cell: ({ closed }) => signedPercent(closed?.pnlPercentage) },
    { label: 'Close Reason', cell: ({ closed }) => closed?.closeReason ?? NONE },
    { label: 'Duration (min)', cell: ({ closed }) => (closed === null ? NONE : minutesBetween(closed.openedAtMs, closed.closedAtMs)) },
  ];
}

/** The report of a live run. */
export function liveMarkdown({ strategyName, stats, rows, showNote, facts, columns }: LiveReport): string {
  const head = heading('Live Trading Report', strategyName, facts);
  if (stats.totalEvents === 0) return joined(head, 'No events recorded yet.');
  const counts = [
    { label: 'Total events', value: whole(stats.totalEvents) },
    { label: 'Closed signals', value: whole(stats.totalClosed) },
  ];
  return joined(
    head,
    table(columns ?? liveColumns(showNote), rows),
    cutNote(rows.length, stats.totalEvents),
    factLines([...counts, ...closedFacts(stats), ...equityFacts(stats)]),
  );
}
