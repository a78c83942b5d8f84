/** Order of two figures of which more is better: the higher first, `null` last. */
export function compareRanked(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
}
