import type { RiskStatistics } from '../fold/risk.ts';
import type { RiskRow } from '../row/risk-row.ts';
import { escapeItem } from './escape.ts';
import { cutNote, factLines, heading, joined, noteColumn, type ReportOptions } from './document.ts';
import { instant, NONE, price, whole } from './format.ts';
import { table, type Column } from './table.ts';

export interface RiskReport extends ReportOptions<RiskRow> {
  readonly symbol: string;
  readonly strategyName: string;
  readonly stats: RiskStatistics<unknown>;
  /** What `RiskFold.rows()` gives. */
  readonly rows: readonly RiskRow[];
}

export function riskColumns(showNote?: boolean): Column<RiskRow>[] {
  return [
    { label: 'Symbol', cell: (row) => row.symbol },
    { label: 'Strategy', cell: (row) => row.strategyName },
    { label: 'Signal ID', cell: (row) => row.signalId ?? NONE },
    { label: 'Position', cell: (row) => row.position.toUpperCase() },
    ...noteColumn<RiskRow>(showNote),
    { label: 'Exchange', cell: (row) => row.exchangeName },
    { label: 'Open Price', cell: (row) => price(row.priceOpen) },
    { label: 'Take Profit', cell: (row) => price(row.priceTakeProfit) },
    { label: 'Stop Loss', cell: (row) => price(row.priceStopLoss) },
    { label: 'Current Price', cell: (row) => price(row.currentPrice) },
    { label: 'Active Positions', cell: (row) => whole(row.activePositionCount) },
    { label: 'Reason', cell: (row) => (row.reason === '' ? NONE : row.reason) },
    { label: 'Timestamp', cell: (row) => instant(row.atMs) },
  ];
}

/** The report of signals that risk refused. */
export function riskMarkdown({ symbol, strategyName, stats, rows, showNote, facts, columns }: RiskReport): string {
  const head = heading('Risk Rejection Report', `${symbol}:${strategyName}`, facts);
  if (stats.totalRejections === 0) return joined(head, 'No risk rejections recorded yet.');
  return joined(
    head,
    table(columns ?? riskColumns(showNote), rows),
    cutNote(rows.length, stats.totalRejections),
    factLines([{ label: 'Total rejections', value: whole(stats.totalRejections) }]),
    '## Rejections by Symbol',
    counts(stats.bySymbol),
    '## Rejections by Strategy',
    counts(stats.byStrategy),
  );
}

function counts(byName: Readonly<Record<string, number>>): string {
  return Object.entries(byName)
    .map(([name, count]) => `- ${escapeItem(name)}: ${whole(count)}`)
    .join('\n');
}
