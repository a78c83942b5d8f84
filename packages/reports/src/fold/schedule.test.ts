import { describe, expect, it } from 'vitest';
import { scheduled, START } from '../../test/rows.ts';
import type { ScheduleRow } from '../row/schedule-row.ts';
import { ScheduleFold } from './schedule.ts';

function foldOf(...rows: readonly ScheduleRow[]): ScheduleFold {
  const fold = new ScheduleFold();
  for (const row of rows) fold.add(row, row);
  return fold;
}

const of = (signalId: string): Partial<ScheduleRow> => ({ signalId });

describe('statistics of scheduled signals', () => {
  it('tell how many opened, how many were cancelled and after how long', () => {
    const rows = [
      scheduled('scheduled', 0, of('a')),
      scheduled('opened', 10, of('a')),
      scheduled('scheduled', 0, of('b')),
      scheduled('cancelled', 120, of('b')),
      scheduled('scheduled', 0, of('c')),
      scheduled('cancelled', 60, of('c')),
      scheduled('scheduled', 0, of('d')),
    ];
    expect(foldOf(...rows).statistics()).toMatchObject({
      totalEvents: 7,
      totalScheduled: 4,
      totalOpened: 1,
      totalCancelled: 2,
      activationRate: 25,
      cancellationRate: 50,
      avgActivationTime: 10,
      avgWaitTime: 90,
    });
  });

  it('are null without scheduled signals', () => {
    expect(foldOf().statistics()).toEqual({ eventList: [], totalEvents: 0, totalScheduled: 0, totalOpened: 0, totalCancelled: 0, cancellationRate: null, activationRate: null, avgWaitTime: null, avgActivationTime: null });
  });

  it('count a waiting order once, however often it is reported', () => {
    expect(foldOf(scheduled('scheduled', 0), scheduled('scheduled', 1), scheduled('scheduled', 2)).statistics()).toMatchObject({ totalEvents: 1, totalScheduled: 1 });
  });

  it('leave out signals that opened at once, but not an order that opened within its first minute', () => {
    expect(foldOf(scheduled('opened', 0)).statistics()).toMatchObject({ totalEvents: 0, totalOpened: 0 });
    expect(foldOf(scheduled('scheduled', 0), scheduled('opened', 0)).statistics()).toMatchObject({ totalScheduled: 1, totalOpened: 1, avgActivationTime: 0 });
  });

  it('count an order as scheduled whose beginning was before a restart', () => {
    expect(foldOf(scheduled('opened', 5)).statistics()).toMatchObject({ totalScheduled: 1, totalOpened: 1, activationRate: 100 });
  });

  it('keep orders of one id on two symbols apart', () => {
    expect(foldOf(scheduled('scheduled', 0), scheduled('scheduled', 0, { symbol: 'ETHUSDT' })).statistics().totalScheduled).toBe(2);
  });

  it('put orders that still wait in two runs together', () => {
    expect(foldOf(scheduled('scheduled', 0, of('a'))).merge(foldOf(scheduled('scheduled', 0, of('b')))).statistics()).toMatchObject({ totalScheduled: 2, cancellationRate: 0 });
  });

  it('put two runs together', () => {
    const merged = foldOf(scheduled('scheduled', 0, of('a')), scheduled('opened', 10, of('a'))).merge(foldOf(scheduled('scheduled', 0, of('b')), scheduled('cancelled', 20, of('b'))));
    expect(merged.statistics()).toMatchObject({ totalEvents: 4, totalScheduled: 2, activationRate: 50, avgActivationTime: 10, avgWaitTime: 20 });
    expect(merged.rows()[0]?.atMs).toBe(START + 20 * 60_000);
  });
});
