import { describe, expect, it } from 'vitest';
import { closed, daily, live } from '../../test/rows.ts';
import type { LiveRow } from '../row/live-row.ts';
import { LiveFold } from './live.ts';

function foldOf(...rows: readonly LiveRow[]): LiveFold {
  const fold = new LiveFold();
  for (const row of rows) fold.add(row, row);
  return fold;
}

const told = (fold: LiveFold): string[] => fold.rows().map(({ action, atMs }) => `${action} ${new Date(atMs).getUTCMinutes()}`);

describe('a live list', () => {
  it('shows the last of idle minutes in a row', () => {
    expect(told(foldOf(live('idle', 0), live('idle', 1), live('opened', 2), live('closed', 3), live('idle', 4), live('idle', 5)))).toEqual(['idle 5', 'closed 3', 'opened 2', 'idle 1']);
  });

  it('lets another symbol’s idle minutes stand', () => {
    const other = { symbol: 'ETHUSDT' };
    expect(told(foldOf(live('idle', 0), live('idle', 1, other), live('idle', 2), live('idle', 3, other)))).toEqual(['idle 3', 'idle 2']);
  });

  it('shows a signal that is active, or waits, once', () => {
    const rows = [live('scheduled', 0), live('scheduled', 1), live('opened', 2), live('active', 3), live('active', 4), live('active', 5, { signalId: 'b2' })];
    expect(told(foldOf(...rows))).toEqual(['active 5', 'active 4', 'opened 2', 'scheduled 1']);
  });

  it('keeps signals of one id on two symbols apart', () => {
    expect(told(foldOf(live('active', 0), live('active', 1, { symbol: 'ETHUSDT' })))).toEqual(['active 1', 'active 0']);
  });

  it('holds the latest 25 events while the statistics cover all', () => {
    const trades = daily(...Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? -1 : 1)));
    const fold = foldOf(...trades.map((row, i) => live('closed', i, { closed: row })));
    const stats = fold.statistics();
    expect([stats.eventList.length, stats.totalEvents, stats.totalClosed, stats.winCount, stats.winRate, stats.totalPnl]).toEqual([25, 40, 40, 30, 75, 20]);
    expect(stats.eventList[0]).toBe(fold.rows()[0]);
  });

  it('counts quiet minutes that it does not show', () => {
    expect(foldOf(live('idle', 0), live('idle', 1), live('idle', 2)).statistics()).toMatchObject({ totalEvents: 3, totalClosed: 0, winRate: null });
  });

  it('puts two runs together', () => {
    const merged = foldOf(live('closed', 1, { closed: closed(3) })).merge(foldOf(live('idle', 0), live('closed', 2, { closed: closed(-1) })));
    expect(told(merged)).toEqual(['closed 2', 'closed 1', 'idle 0']);
    expect(merged.statistics()).toMatchObject({ totalEvents: 3, totalClosed: 2, totalPnl: 2 });
  });
});
