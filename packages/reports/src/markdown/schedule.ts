import type { ScheduleStatistics } from '../fold/schedule.ts';
import type { ScheduleRow } from '../row/schedule-row.ts';
import { cutNote, factLines, heading, joined, noteColumn, type Fact, type ReportOptions } from './document.ts';
import { fixed, instant, minutesBetween, NONE, percent, price, whole } from './format.ts';
import { table, type Column } from './table.ts';

export interface ScheduleReport extends ReportOptions<ScheduleRow> {
  readonly strategyName: string;
  readonly stats: ScheduleStatistics<unknown>;
  /** What `ScheduleFold.rows()` gives. */
  readonly rows: readonly ScheduleRow[];
}

export function scheduleColumns(showNote?: boolean): Column<ScheduleRow>[] {
  return [
    { label: 'Timestamp', cell: (row) => instant(row.atMs) },
    { label: 'Action', cell: (row) => row.action.toUpperCase() },
    { label: 'Symbol', cell: (row) => row.symbol },
    { label: 'Signal ID', cell: (row) => row.signalId },
    { label: 'Position', cell: (row) => row.position.toUpperCase() },
    ...noteColumn<ScheduleRow>(showNote),
    { label: 'Current Price', cell: (row) => price(row.currentPrice) },
    { label: 'Entry Price', cell: (row) => price(row.priceOpen) },
    { label: 'Take Profit', cell: (row) => price(row.priceTakeProfit) },
    { label: 'Stop Loss', cell: (row) => price(row.priceStopLoss) },
    { label: 'Wait Time (min)', cell: (row) => (row.action === 'scheduled' ? NONE : minutesBetween(row.scheduledAtMs, row.atMs)) },
  ];
}

/** The report of scheduled signals. */
export function scheduleMarkdown({ strategyName, stats, rows, showNote, facts, columns }: ScheduleReport): string {
  const head = heading('Scheduled Signals Report', strategyName, facts);
  if (stats.totalEvents === 0) return joined(head, 'No scheduled signals recorded yet.');
  return joined(
    head,
    table(columns ?? scheduleColumns(showNote), rows),
    cutNote(rows.length, stats.totalEvents),
    factLines(footer(stats)),
  );
}

function footer(stats: ScheduleStatistics<unknown>): Fact[] {
  const judged = (text: string, rest: string): string => (text === NONE ? NONE : text + rest);
  return [
    { label: 'Total events', value: whole(stats.totalEvents) },
    { label: 'Scheduled signals', value: whole(stats.totalScheduled) },
    { label: 'Opened signals', value: whole(stats.totalOpened) },
    { label: 'Cancelled signals', value: whole(stats.totalCancelled) },
    { label: 'Activation rate', value: judged(percent(stats.activationRate), ' (higher is better)') },
    { label: 'Cancellation rate', value: judged(percent(stats.cancellationRate), ' (lower is better)') },
    { label: 'Average activation time', value: judged(fixed(stats.avgActivationTime, 2), ' minutes') },
    { label: 'Average wait time (cancelled)', value: judged(fixed(stats.avgWaitTime, 2), ' minutes') },
  ];
}
