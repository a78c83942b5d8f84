const BUCKETS = 1024;

/**
 * Quantiles by nearest rank, the values of rank ⌈n·share⌉ (Hyndman and Fan 1996, "Sample Quantiles in Statistical
 * Packages", definition 1): exact, and without sorting everything. Values are counted in buckets of equal width, and
 * only buckets in which a rank falls are sorted.
 *
 * @param values finite numbers, at least one
 * @param shares in (0, 1], not more than 255
 */
export function quantilesOf(values: Float64Array, shares: readonly number[]): number[] {
  const buckets = bucketsOf(values);
  const counts = new Uint32Array(BUCKETS);
  for (let i = 0; i < buckets.length; i++) counts[buckets[i]!]! += 1;
  const places = shares.map((share) => placeOf(Math.max(1, Math.ceil(values.length * share)), counts));
  const sorted = sortedBuckets(values, buckets, new Map(places.map(({ bucket }) => [bucket, counts[bucket]!])));
  return places.map(({ bucket, rank }) => sorted.get(bucket)![rank - 1]!);
}

/** The bucket of each value; all are in the first where there is no width to divide. */
function bucketsOf(values: Float64Array): Uint16Array {
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const buckets = new Uint16Array(values.length);
  const perValue = (BUCKETS - 1) / (highest - lowest);
  if (!Number.isFinite(perValue) || perValue === 0) return buckets;
  for (let i = 0; i < values.length; i++) buckets[i] = (values[i]! - lowest) * perValue;
  return buckets;
}

/** In which bucket a rank falls, and its rank there. */
function placeOf(rank: number, counts: Uint32Array): { readonly bucket: number; readonly rank: number } {
  let [bucket, left] = [0, rank];
  while (left > counts[bucket]!) {
    left -= counts[bucket]!;
    bucket += 1;
  }
  return { bucket, rank: left };
}

/** The values of some buckets, ascending, by bucket and how many there are in it. */
function sortedBuckets(values: Float64Array, buckets: Uint16Array, wanted: ReadonlyMap<number, number>): Map<number, Float64Array> {
  const columns = [...wanted.values()].map((count) => new Float64Array(count));
  /** Which of the columns takes a bucket's values; 0 is none, since most are passed over. */
  const columnOf = new Uint8Array(BUCKETS);
  for (const [i, bucket] of [...wanted.keys()].entries()) columnOf[bucket] = i + 1;
  const filled = new Uint32Array(columns.length);
  for (let i = 0; i < values.length; i++) {
    const column = columnOf[buckets[i]!]!;
    if (column !== 0) columns[column - 1]![filled[column - 1]!++] = values[i]!;
  }
  for (const column of columns) column.sort();
  return new Map([...wanted.keys()].map((bucket, i) => [bucket, columns[i]!]));
}
