import type { Interval } from '@tradewright/core';

export type HistoryOf = Partial<Record<Interval, number>>;

/** As many candles of each interval as the more demanding of both wants. */
export function joinedHistory(one: HistoryOf, other: HistoryOf): HistoryOf {
  const joint = { ...one };
  for (const [interval, count] of Object.entries(other) as [Interval, number][]) joint[interval] = Math.max(count, joint[interval] ?? 0);
  return joint;
}
