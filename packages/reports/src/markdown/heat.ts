import type { HeatmapRow, HeatmapStatistics } from '../fold/heat.ts';
import { heading, joined, type ReportOptions } from './document.ts';
import { fixed, NONE, percent, signedPercent, whole } from './format.ts';
import { table, type Column } from './table.ts';

export interface HeatReport extends Pick<ReportOptions<HeatmapRow>, 'facts' | 'columns'> {
  readonly strategyName: string;
  readonly stats: HeatmapStatistics;
}

export const HEAT_COLUMNS: readonly Column<HeatmapRow>[] = [
  { label: 'Symbol', cell: (row) => row.symbol },
  { label: 'Total PNL', cell: (row) => signedPercent(row.totalPnl) },
  { label: 'Sharpe', cell: (row) => fixed(row.sharpeRatio, 2) },
  { label: 'PF', cell: (row) => fixed(row.profitFactor, 2) },
  { label: 'Expect', cell: (row) => signedPercent(row.expectancy) },
  { label: 'WR', cell: (row) => percent(row.winRate, 1) },
  { label: 'Avg Win', cell: (row) => signedPercent(row.avgWin) },
  { label: 'Avg Loss', cell: (row) => signedPercent(row.avgLoss) },
  { label: 'Max DD', cell: (row) => (row.maxDrawdown === null ? NONE : signedPercent(-row.maxDrawdown)) },
  { label: 'W Streak', cell: (row) => whole(row.maxWinStreak) },
  { label: 'L Streak', cell: (row) => whole(row.maxLossStreak) },
  { label: 'Trades', cell: (row) => whole(row.totalTrades) },
];

/** The heat map of a strategy over its symbols. */
export function heatMarkdown({ strategyName, stats, facts, columns }: HeatReport): string {
  const head = heading('Portfolio Heatmap', strategyName, facts);
  if (stats.totalSymbols === 0) return joined(head, '*No data available*');
  const summary = [
    `**Total Symbols:** ${whole(stats.totalSymbols)}`,
    `**Portfolio PNL:** ${signedPercent(stats.portfolioTotalPnl)}`,
    `**Portfolio Sharpe:** ${fixed(stats.portfolioSharpeRatio, 2)}`,
    `**Total Trades:** ${whole(stats.portfolioTotalTrades)}`,
  ];
  return joined(head, summary.join(' | '), table(columns ?? HEAT_COLUMNS, stats.symbols));
}
