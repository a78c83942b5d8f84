import { describe, expect, it } from 'vitest';
import { MINUTE_MS, MOST_OPEN, START_MS } from './terms.ts';
import { truthIn, type Written } from './truth.ts';

const minute = (n: number): number => START_MS + n * MINUTE_MS;
const opened = (n: number, id: string): Written => ({ kind: 'opened', id, knownAtMs: minute(n) });
const closed = (n: number, id: string): Written => ({ kind: 'closed', id, knownAtMs: minute(n) });
const full = Array.from({ length: MOST_OPEN }, (_unused, i) => opened(0, `p${i}`));

describe('what the journal says', () => {
  it('is fine while all slots are taken', () => {
    expect(truthIn(full, minute(9))).toEqual({ mostOpen: MOST_OPEN, longestFreeTicks: 0, faults: [] });
  });

  it('is fine when a slot is taken in the tick it came free in, or in the next', () => {
    expect(truthIn([...full, closed(3, 'p1'), opened(3, 'q')], minute(9))).toMatchObject({ longestFreeTicks: 0, faults: [] });
    expect(truthIn([...full, closed(3, 'p1'), opened(4, 'q')], minute(9))).toMatchObject({ longestFreeTicks: 1, faults: [] });
  });

  it('is a fault when a slot stays free for longer', () => {
    expect(truthIn([...full, closed(3, 'p1'), opened(5, 'q')], minute(9))).toMatchObject({ longestFreeTicks: 2, faults: ['a slot was free for 2 ticks'] });
  });

  it('is a fault when one stays free although others come and go', () => {
    const others = [3, 4, 5].flatMap((n) => [closed(n, `p${n - 2}`), opened(n, `q${n}`)]);
    expect(truthIn([...full.slice(1), ...others], minute(9)).faults).toEqual([expect.stringContaining('a slot was free for')]);
  });

  it('is a fault when there is one position too many, however short', () => {
    expect(truthIn([...full, opened(3, 'q'), closed(3, 'p1')], minute(3))).toMatchObject({ mostOpen: MOST_OPEN + 1, faults: [`${MOST_OPEN + 1} positions were open, of ${MOST_OPEN}`] });
  });

  it('is a fault when a position is opened twice, or closed without having been opened', () => {
    expect(truthIn([...full, closed(1, 'q'), closed(1, 'p1'), opened(1, 'p2')], minute(1)).faults).toEqual([expect.stringMatching(/^q was closed twice, or never opened/), expect.stringMatching(/^p2 was opened twice/), ...truthIn([...full, closed(1, 'p1')], minute(1)).faults]);
  });
});
