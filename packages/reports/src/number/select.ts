/** So often a range may be cut before it is sorted instead: only an input made for it comes here. */
const PATIENCE = 64;

/**
 * Quantiles by nearest rank, the values of rank ⌈n·share⌉ (Hyndman and Fan 1996, "Sample Quantiles in Statistical
 * Packages", definition 1): exact, and found without sorting everything (Hoare 1961, "Algorithm 65: Find").
 *
 * @param values finite numbers; they come back in another order
 * @param shares ascending, in (0, 1]
 */
export function takeQuantiles(values: Float64Array, shares: readonly number[]): number[] {
  let from = 0;
  return shares.map((share) => {
    const rank = Math.max(1, Math.ceil(values.length * share)) - 1;
    if (rank >= from) select(values, from, rank);
    from = Math.max(from, rank + 1);
    return values[rank]!;
  });
}

/** Puts the value of `rank` where sorting would put it, none greater before and none smaller after it. */
function select(values: Float64Array, from: number, rank: number): void {
  let [left, right] = [from, values.length - 1];
  for (let cuts = 0; left < right; cuts++) {
    if (cuts === PATIENCE) {
      values.subarray(left, right + 1).sort();
      return;
    }
    const pivot = middleOf(values[left]!, values[(left + right) >>> 1]!, values[right]!);
    let [low, high] = [left, right];
    while (low <= high) {
      while (values[low]! < pivot) low += 1;
      while (values[high]! > pivot) high -= 1;
      if (low > high) break;
      const swapped = values[low]!;
      values[low] = values[high]!;
      values[high] = swapped;
      low += 1;
      high -= 1;
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
