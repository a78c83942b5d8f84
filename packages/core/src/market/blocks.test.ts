import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/random.ts';
import { Blocks, LARGEST_BLOCK } from './blocks.ts';

interface Columns {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/** Highs and lows of a walk, coarse so that levels are met exactly. */
function walk(seed: number, length: number): Columns {
  const random = seededRandom(seed);
  const upper = new Float64Array(length);
  const lower = new Float64Array(length);
  let price = 100;
  for (let i = 0; i < length; i++) {
    price = Math.max(1, price + Math.round((random() - 0.5) * 4));
    upper[i] = price + Math.floor(random() * 3);
    lower[i] = price - Math.floor(random() * 3);
  }
  return { upper, lower };
}

function naiveTouch({ upper, lower }: Columns, from: number, to: number, above: number, below: number): number {
  for (let i = from; i < to; i++) if (upper[i]! >= above || lower[i]! <= below) return i;
  return to;
}

function naiveExtremes({ upper, lower }: Columns, from: number, to: number): { high: number; low: number } {
  let [high, low] = [-Infinity, Infinity];
  for (let i = from; i < to; i++) [high, low] = [Math.max(high, upper[i]!), Math.min(low, lower[i]!)];
  return { high, low };
}

function blocksOver({ upper, lower }: Columns, length: number, steps = 1): Blocks {
  const blocks = new Blocks();
  for (let i = 1; i <= steps; i++) blocks.extend(upper, lower, Math.floor((length * i) / steps));
  return blocks;
}

const LENGTH = 3 * LARGEST_BLOCK + 777;
const columns = walk(1, LENGTH);
const row = fc.oneof(fc.nat(LENGTH), fc.constantFrom(0, 15, 16, 17, 255, 256, 257, LARGEST_BLOCK - 1, LARGEST_BLOCK, LARGEST_BLOCK + 1, LENGTH));
const stretch = fc.tuple(row, row).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const [lowest, highest] = [Math.min(...columns.lower), Math.max(...columns.upper)];
const level = fc.oneof(fc.integer({ min: lowest - 2, max: highest + 2 }), fc.constantFrom(Infinity, -Infinity, lowest, highest));

describe('blocks', () => {
  it.each([1, 7, 500])('find the first touch a plain search finds, fed in %s parts', (parts) => {
    const blocks = blocksOver(columns, LENGTH, parts);
    fc.assert(fc.property(stretch, level, level, ([from, to], above, below) => {
      expect(blocks.firstTouch(columns.upper, columns.lower, from, to, above, below)).toBe(naiveTouch(columns, from, to, above, below));
    }), { numRuns: 400 });
  });

  it('find a touch behind rows without a value, wherever in their block those stand', () => {
    const holey = { upper: columns.upper.map((high, i) => (i % 37 < 2 || i % 16 === 0 ? Number.NaN : high)), lower: columns.lower.map((low, i) => (i % 37 < 2 || i % 16 === 0 ? Number.NaN : low)) };
    const blocks = blocksOver(holey, LENGTH);
    fc.assert(fc.property(stretch, level, level, ([from, to], above, below) => {
      expect(blocks.firstTouch(holey.upper, holey.lower, from, to, above, below)).toBe(naiveTouch(holey, from, to, above, below));
    }), { numRuns: 400 });
  });

  it('find the extremes a plain search finds', () => {
    const blocks = blocksOver(columns, LENGTH, 3);
    fc.assert(fc.property(stretch, ([from, to]) => {
      expect({ ...blocks.extremes(columns.upper, columns.lower, from, to) }).toEqual(naiveExtremes(columns, from, to));
    }), { numRuns: 400 });
  });

  it('find the same after the oldest rows were dropped and new ones came', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3 }), stretch, level, level, (dropped, [a, b], above, below) => {
      const rows = dropped * LARGEST_BLOCK;
      const blocks = blocksOver(columns, LENGTH - 500);
      blocks.drop(rows);
      const kept = { upper: columns.upper.subarray(rows), lower: columns.lower.subarray(rows) };
      blocks.extend(kept.upper, kept.lower, LENGTH - rows);
      const [from, to] = [Math.min(a, LENGTH - rows), Math.min(b, LENGTH - rows)];
      expect(blocks.firstTouch(kept.upper, kept.lower, from, to, above, below)).toBe(naiveTouch(kept, from, to, above, below));
      expect({ ...blocks.extremes(kept.upper, kept.lower, from, to) }).toEqual(naiveExtremes(kept, from, to));
    }), { numRuns: 100 });
  });

  it('see rows that no whole block covers yet', () => {
    const few = walk(2, 10);
    expect({ ...blocksOver(few, 10).extremes(few.upper, few.lower, 0, 10) }).toEqual(naiveExtremes(few, 0, 10));
  });

  it('do not read rows again that were taken in before', () => {
    const { upper, lower } = walk(3, 64);
    const blocks = blocksOver({ upper, lower }, 32);
    upper.fill(1e9, 0, 32);
    blocks.extend(upper, lower, 64);
    expect(blocks.extremes(upper, lower, 0, 64).high).toBeLessThan(1e9);
  });

  it('know that an empty stretch has no extremes', () => {
    expect({ ...blocksOver(columns, LENGTH).extremes(columns.upper, columns.lower, 40, 40) }).toEqual({ high: -Infinity, low: Infinity });
  });

  it('give the end of the stretch where nothing is touched', () => {
    expect(blocksOver(columns, LENGTH).firstTouch(columns.upper, columns.lower, 3, LENGTH - 5, Infinity, -Infinity)).toBe(LENGTH - 5);
  });
});
