import { describe, expect, it } from 'vitest';
import { measured, START } from '../../test/rows.ts';
import { PerformanceFold } from '../fold/performance.ts';
import type { PerformanceRow } from '../row/performance-row.ts';
import { bottleneckOf, performanceMarkdown } from './performance.ts';

function reportOf(...rows: readonly PerformanceRow[]): string {
  const fold = new PerformanceFold();
  for (const row of rows) fold.add(row, row);
  return performanceMarkdown({ strategyName: 'trend', stats: fold.statistics() });
}

describe('the report of time', () => {
  it('says so when nothing was measured', () => {
    expect(reportOf()).toBe('# Performance Report: trend\n\nNo performance metrics recorded yet.\n');
  });

  it('is written to the byte', () => {
    const rows = [measured('backtest_total', 6), measured('signal', 1), measured('signal', 1, START + 50, START)];
    expect(reportOf(...rows)).toBe(`# Performance Report: trend

**Total events:** 3

**Total execution time:** 8.00ms

**Number of metric types:** 2

## Time Distribution

- **backtest_total**: 75.00% (6.00ms total)
- **signal**: 25.00% (2.00ms total)

Most time goes into **signal**: 2.00ms in 2 calls.

## Detailed Metrics

| Metric Type | Count | Total (ms) | Avg (ms) | Min (ms) | Max (ms) | Std Dev (ms) | Median (ms) | P95 (ms) | P99 (ms) | Avg Wait (ms) | Min Wait (ms) | Max Wait (ms) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| backtest_total | 1 | 6.00 | 6.00 | 6.00 | 6.00 | N/A | 6.00 | 6.00 | 6.00 | N/A | N/A | N/A |
| signal | 2 | 2.00 | 1.00 | 1.00 | 1.00 | 0.00 | 1.00 | 1.00 | 1.00 | 50.00 | 50.00 | 50.00 |
`);
  });

  it('names no bottleneck where only whole runs were measured, or nothing took time', () => {
    expect(bottleneckOf(new PerformanceFold().statistics())).toBeNull();
    expect(reportOf(measured('live_tick', 5), measured('signal', 0))).not.toContain('Most time');
  });
});
