import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measured, START } from '../../test/rows.ts';
import type { PerformanceRow } from '../row/performance-row.ts';
import { PerformanceFold } from './performance.ts';

function foldOf(...rows: readonly PerformanceRow[]): PerformanceFold {
  const fold = new PerformanceFold();
  for (const row of rows) fold.add(row, row);
  return fold;
}

describe('statistics of time', () => {
  it('describe each type of work', () => {
    const rows = [2, 4, 4, 6].map((ms, i) => measured('tick', ms, START + i * 100, i === 0 ? null : START + (i - 1) * 100));
    expect(foldOf(...rows).statistics()).toMatchObject({
      totalEvents: 4,
      totalDuration: 16,
      metricStats: {
        tick: { count: 4, totalDuration: 16, avgDuration: 4, minDuration: 2, maxDuration: 6, stdDev: Math.sqrt(8 / 3), median: 4, p95: 6, p99: 6, avgWaitTime: 100, minWaitTime: 100, maxWaitTime: 100 },
      },
    });
  });

  it('put the type that took longest first', () => {
    expect(Object.keys(foldOf(measured('a', 1), measured('b', 5), measured('c', 3)).statistics().metricStats)).toEqual(['b', 'c', 'a']);
  });

  it('have no deviation and no wait for a single measurement', () => {
    expect(foldOf(measured('a', 3)).statistics().metricStats['a']).toMatchObject({ count: 1, stdDev: null, p99: 3, avgWaitTime: null, minWaitTime: null });
  });

  it('cover all while the list is bounded', () => {
    const stats = foldOf(...Array.from({ length: 1000 }, (_, i) => measured('a', 1, START + i))).statistics();
    expect([stats.totalEvents, stats.totalDuration, stats.events.length, stats.events[0]?.atMs]).toEqual([1000, 1000, 250, START + 999]);
  });

  it('are the same in any sharding', () => {
    const duration = fc.record({ type: fc.constantFrom('a', 'b'), ms: fc.double({ min: 0, max: 1000, noNaN: true }) });
    fc.assert(fc.property(fc.array(duration, { maxLength: 40 }), fc.nat(40), (all, cut) => {
      const rows = all.map(({ type, ms }) => measured(type, ms));
      const { events: _a, ...merged } = foldOf(...rows.slice(cut)).merge(foldOf(...rows.slice(0, cut))).statistics();
      const { events: _b, ...whole } = foldOf(...rows).statistics();
      expect(merged).toEqual(whole);
    }));
  });
});
