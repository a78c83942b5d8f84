/** What has come of all kills so far. */
export interface Tally {
  /** Lives of the app that were to end by a kill. */
  readonly cycles: number;
  /** Those that did; the others came to the end of the data first. */
  readonly kills: number;
  /** Events of the run that nobody killed which a killed one never wrote. */
  readonly lost: number;
  /** Events that a killed run wrote more than once, or that never should have been. */
  readonly doubled: number;
  /** Slots without a signal, or signals without their slot. */
  readonly orphaned: number;
  /** Slots beyond the limit, entries that were forbidden, and what a rule remembers that did not happen, or does not that did. */
  readonly misjudged: number;
  /** Events that were told, and orders that were sent, and were not durable when the app died. */
  readonly early: number;
  /** Kills at each named point, and at a random moment. */
  readonly points: Readonly<Record<string, number>>;
  /** What was wrong, in words; the first few. */
  readonly remarks: readonly string[];
}

export const NOTHING_YET: Tally = { cycles: 0, kills: 0, lost: 0, doubled: 0, orphaned: 0, misjudged: 0, early: 0, points: {}, remarks: [] };

const REMARKS_KEPT = 10;

export function sum(a: Tally, b: Tally): Tally {
  const points = { ...a.points };
  for (const [point, count] of Object.entries(b.points)) points[point] = (points[point] ?? 0) + count;
  return {
    cycles: a.cycles + b.cycles,
    kills: a.kills + b.kills,
    lost: a.lost + b.lost,
    doubled: a.doubled + b.doubled,
    orphaned: a.orphaned + b.orphaned,
    misjudged: a.misjudged + b.misjudged,
    early: a.early + b.early,
    points,
    remarks: [...a.remarks, ...b.remarks].slice(0, REMARKS_KEPT),
  };
}

export function holds({ lost, doubled, orphaned, misjudged, early, remarks }: Tally): boolean {
  return lost + doubled + orphaned + misjudged + early + remarks.length === 0;
}
