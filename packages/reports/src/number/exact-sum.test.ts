import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum } from './exact-sum.ts';

function sumOf(terms: readonly number[]): ExactSum {
  const sum = new ExactSum();
  for (const term of terms) sum.add(term);
  return sum;
}

/** The exact sum by integers: each double is a multiple of 2^-1074. */
function exactly(terms: readonly number[]): bigint {
  return terms.reduce((sum, term) => sum + scaled(term), 0n);
}

function scaled(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const exponent = (bits.getUint16(0) >> 4) & 0x7ff;
  const fraction = bits.getBigUint64(0) & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : (fraction | 0x10000000000000n) << BigInt(exponent - 1);
  return value < 0 ? -magnitude : magnitude;
}

const result = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -100, max: 100, noNaN: true }), fc.constantFrom(0.1, -0.2, 1023.999, 1024, 2 ** -70, -5e-324));
const ascending = (a: number, b: number): number => a - b;

describe('a sum of results', () => {
  it.each([
    [[], 0],
    [[0.1, 0.2, 0.3], 0.6],
    [Array.from({ length: 10 }, () => 0.1), 1],
    [[1e16, 1, -1e16], 1],
    [[1, 1e-16, 1e-16], 1 + 2 ** -52],
    [[1, 2 ** -53, 2 ** -106], 1 + 2 ** -52],
    [[1, 2 ** -53, -(2 ** -106)], 1],
  ])('of %j is %d, rounded once', (terms, expected) => {
    expect(sumOf(terms).value()).toBe(expected);
  });

  it('is the double nearest to the exact sum', () => {
    fc.assert(fc.property(fc.array(result, { maxLength: 40, size: 'max' }), (terms) => {
      const value = sumOf(terms).value();
      const distance = (to: number): bigint => {
        const gap = exactly(terms) - scaled(to);
        return gap < 0n ? -gap : gap;
      };
      const step = Math.max(Number.MIN_VALUE, Math.abs(value) * 2 ** -53);
      expect(distance(value) <= distance(value + step)).toBe(true);
      expect(distance(value) <= distance(value - step)).toBe(true);
    }));
  });

  it('is the same to the last bit in any order and any sharding', () => {
    fc.assert(fc.property(fc.array(result, { maxLength: 60, size: 'max' }), fc.nat(60), (terms, cut) => {
      const merged = sumOf(terms.slice(cut));
      merged.merge(sumOf(terms.slice(0, cut)));
      expect(merged.value()).toBe(sumOf(terms.toSorted(ascending)).value());
    }));
  });

  it('is exact over more terms than fit into plain sums', () => {
    // 39 bits each, a hundred thousand times: counted in units of 2^-60 by integers.
    const [units, times] = [2 ** 39 - 3, 100_000];
    expect(sumOf(Array.from({ length: times }, () => units * 2 ** -60)).value()).toBe(Number(BigInt(units) * BigInt(times)) * 2 ** -60);
  });

  it('is not finite when a result is not', () => {
    expect(sumOf([1, Infinity, 2]).value()).toBe(Infinity);
    expect(sumOf([Infinity, -Infinity]).value()).toBeNaN();
    expect(sumOf([1, Number.NaN, 2]).value()).toBeNaN();
    const merged = sumOf([1]);
    merged.merge(sumOf([-Infinity]));
    expect(merged.value()).toBe(-Infinity);
  });

  it('takes products without rounding them', () => {
    const sum = new ExactSum();
    sum.addProduct(0.1, 0.1);
    sum.add(-(0.1 * 0.1));
    // 0.1 is not exactly a tenth: what the product loses by rounding is left, computed by integers.
    const tenth = 0x1999999999999an;
    const lost = Number(tenth * tenth - BigInt(0.1 * 0.1 * 2 ** 59) * 2n ** 53n) * 2 ** -112;
    expect(sum.value()).toBe(lost);
    expect(lost).not.toBe(0);
  });
});
