import { describe, expect, it } from 'vitest';
import type { Span } from '../../ports/candle-store.ts';
import { seededRandom } from '../../testing/random.ts';
import { addSpan, clipSpans, cutSpans, joinNear, uncoveredSpans } from './spans.ts';

const spans = (...pairs: readonly (readonly [number, number])[]): Span[] => pairs.map(([fromMs, toMs]) => ({ fromMs, toMs }));

/** The instants of spans, one by one: what all of this is about. */
function slots(list: readonly Span[]): number[] {
  return list.flatMap(({ fromMs, toMs }) => Array.from({ length: toMs - fromMs }, (_, i) => fromMs + i));
}

describe('spans', () => {
  it('agree with sets of instants whatever is added, clipped and left uncovered', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 200; round++) {
      let covered: readonly Span[] = [];
      const known = new Set<number>();
      for (let i = 0; i < 8; i++) {
        const fromMs = Math.floor(random() * 60);
        const added = { fromMs, toMs: fromMs + Math.floor(random() * 12) };
        covered = addSpan(covered, added);
        for (const slot of slots([added])) known.add(slot);
        expect(slots(covered)).toEqual([...known].sort((a, b) => a - b));
        expect(covered.every((one, n) => one.fromMs < one.toMs && (n === 0 || covered[n - 1]!.toMs < one.fromMs))).toBe(true);
      }
      const within = { fromMs: 15, toMs: 50 };
      expect(slots(clipSpans(covered, within))).toEqual(slots([within]).filter((slot) => known.has(slot)));
      expect(slots(uncoveredSpans(within, covered))).toEqual(slots([within]).filter((slot) => !known.has(slot)));
    }
  });

  it('are cut into pieces of a length', () => {
    expect(cutSpans(spans([0, 10], [20, 25], [30, 30]), 4)).toEqual(spans([0, 4], [4, 8], [8, 10], [20, 24], [24, 25]));
  });

  it('become one where they are near', () => {
    expect(joinNear(spans([0, 1], [3, 4], [7, 8], [9, 10]), 2)).toEqual(spans([0, 4], [7, 10]));
  });
});
