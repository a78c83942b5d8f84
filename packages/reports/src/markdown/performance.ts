import type { MetricStats, PerformanceStatistics } from '../fold/performance.ts';
import { escapeText } from './escape.ts';
import { factLines, heading, joined, type ReportOptions } from './document.ts';
import { fixed, NONE, percent, whole } from './format.ts';
import { table, type Column } from './table.ts';

export interface PerformanceReport extends Pick<ReportOptions<MetricStats>, 'facts' | 'columns'> {
  readonly strategyName: string;
  readonly stats: PerformanceStatistics<unknown>;
}

/** Work that is made of other work and so no bottleneck itself. */
const CONTAINERS: ReadonlySet<string> = new Set(['backtest_total', 'backtest_timeframe', 'backtest_signal', 'live_tick']);

const ms = (value: number | null): string => fixed(value, 2);

export const PERFORMANCE_COLUMNS: readonly Column<MetricStats>[] = [
  { label: 'Metric Type', cell: (row) => row.metricType },
  { label: 'Count', cell: (row) => whole(row.count) },
  { label: 'Total (ms)', cell: (row) => ms(row.totalDuration) },
  { label: 'Avg (ms)', cell: (row) => ms(row.avgDuration) },
  { label: 'Min (ms)', cell: (row) => ms(row.minDuration) },
  { label: 'Max (ms)', cell: (row) => ms(row.maxDuration) },
  { label: 'Std Dev (ms)', cell: (row) => ms(row.stdDev) },
  { label: 'Median (ms)', cell: (row) => ms(row.median) },
  { label: 'P95 (ms)', cell: (row) => ms(row.p95) },
  { label: 'P99 (ms)', cell: (row) => ms(row.p99) },
  { label: 'Avg Wait (ms)', cell: (row) => ms(row.avgWaitTime) },
  { label: 'Min Wait (ms)', cell: (row) => ms(row.minWaitTime) },
  { label: 'Max Wait (ms)', cell: (row) => ms(row.maxWaitTime) },
];

/** The type that takes most time among those that contain no others; `null` where none was measured. */
export function bottleneckOf(stats: PerformanceStatistics<unknown>): MetricStats | null {
  const parts = Object.values(stats.metricStats).filter(({ metricType, totalDuration }) => !CONTAINERS.has(metricType) && (totalDuration ?? 0) > 0);
  return parts.toSorted((a, b) => (b.totalDuration ?? 0) - (a.totalDuration ?? 0))[0] ?? null;
}

/** The report of where time went. */
export function performanceMarkdown({ strategyName, stats, facts, columns }: PerformanceReport): string {
  const head = heading('Performance Report', strategyName, facts);
  if (stats.totalEvents === 0) return joined(head, 'No performance metrics recorded yet.');
  const metrics = Object.values(stats.metricStats).toSorted((a, b) => (b.totalDuration ?? 0) - (a.totalDuration ?? 0));
  const totals = [
    { label: 'Total events', value: whole(stats.totalEvents) },
    { label: 'Total execution time', value: `${ms(stats.totalDuration)}ms` },
    { label: 'Number of metric types', value: whole(metrics.length) },
  ];
  return joined(
    head,
    factLines(totals),
    '## Time Distribution',
    metrics.map((metric) => share(metric, stats.totalDuration)).join('\n'),
    bottleneckSentence(stats),
    '## Detailed Metrics',
    table(columns ?? PERFORMANCE_COLUMNS, metrics),
  );
}

function share({ metricType, totalDuration }: MetricStats, total: number): string {
  const part = totalDuration === null || total === 0 ? NONE : percent((totalDuration / total) * 100);
  return `- **${escapeText(metricType)}**: ${part} (${ms(totalDuration)}ms total)`;
}

function bottleneckSentence(stats: PerformanceStatistics<unknown>): string | null {
  const bottleneck = bottleneckOf(stats);
  if (bottleneck === null) return null;
  return `Most time goes into **${escapeText(bottleneck.metricType)}**: ${ms(bottleneck.totalDuration)}ms in ${whole(bottleneck.count)} calls.`;
}
